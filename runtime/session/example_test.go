package session_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
)

// A browser stands for a client: it keeps the cookie and sends it again. Generated
// clients do so by themselves.
type browser struct {
	server *runtime.Server
	cookie *runtime.Cookie
}

func (b *browser) call(h func(ctx context.Context) (string, error)) {
	req := &doRequest{BaseRequest: runtime.BaseRequest{Cookie: b.cookie}}
	req.do = func(ctx context.Context, res *doResponse) (err error) {
		res.Out, err = h(ctx)
		return err
	}
	ret := b.server.ServeCall(context.Background(), "do", req, "")
	if ret.Err != nil {
		fmt.Println("error:", ret.Err)
		return
	}
	res := ret.Response.(*doResponse)
	b.cookie = res.Cookie
	fmt.Println(res.Out)
}

func newBrowser(server *runtime.Server) *browser {
	do.Handle(server, func(ctx context.Context, req *doRequest) (*doResponse, error) {
		res := &doResponse{}
		return res, req.do(ctx, res)
	})
	return &browser{server: server}
}

// A key is declared once, and used in handlers.
var Visits = session.NewKey[int]("visits")

func Example() {
	store := memstore.New()
	defer store.Close()
	manager := session.NewManager(store)
	defer manager.Close(context.Background())
	server := runtime.NewServer(manager.Flow())

	// What a handler does with its ctx:
	visit := func(ctx context.Context) (string, error) {
		n, err := Visits.Update(ctx, func(n int) (int, error) { return n + 1, nil })
		return fmt.Sprint("visit number ", n), err
	}

	client := newBrowser(server)
	client.call(visit)
	client.call(visit)
	client.call(visit)
	// Output:
	// visit number 1
	// visit number 2
	// visit number 3
}

func ExampleSession_Login() {
	store := memstore.New()
	defer store.Close()
	manager := session.NewManager(store)
	defer manager.Close(context.Background())

	login := func(ctx context.Context) (string, error) {
		s := session.From(ctx)
		if err := s.Login(ctx, "ada"); err != nil { // after having checked her password
			return "", err
		}
		return "welcome", nil
	}
	whoami := func(ctx context.Context) (string, error) {
		owner, err := session.From(ctx).Owner(ctx)
		switch {
		case err != nil:
			return "", err
		case owner == "":
			return "", runtime.Errorf("LOGIN_NEEDED", "please log in")
		}
		return "you are " + owner, nil
	}
	logout := func(ctx context.Context) (string, error) {
		return "goodbye", session.From(ctx).Destroy(ctx)
	}

	client := newBrowser(runtime.NewServer(manager.Flow()))
	client.call(whoami)
	client.call(login)
	client.call(whoami)
	client.call(logout)
	client.call(whoami)
	// Output:
	// error: please log in (LOGIN_NEEDED)
	// welcome
	// you are ada
	// goodbye
	// error: please log in (LOGIN_NEEDED)
}

func ExampleKey() {
	type Item struct {
		Name  string
		Count int
	}
	cart := session.NewKey[[]Item]("cart")

	store := memstore.New()
	defer store.Close()
	manager := session.NewManager(store)
	defer manager.Close(context.Background())
	client := newBrowser(runtime.NewServer(manager.Flow()))

	client.call(func(ctx context.Context) (string, error) {
		_, err := cart.Update(ctx, func(items []Item) ([]Item, error) {
			return append(items, Item{"book", 1}), nil
		})
		return "added", err
	})
	client.call(func(ctx context.Context) (string, error) {
		items, err := cart.Get(ctx)
		return fmt.Sprint("in the cart: ", items), err
	})
	client.call(func(ctx context.Context) (string, error) {
		items, ok, err := cart.Take(ctx) // an order is placed once, whoever presses twice
		return fmt.Sprint("ordered: ", items, ok), err
	})
	client.call(func(ctx context.Context) (string, error) {
		items, ok, err := cart.Take(ctx)
		return fmt.Sprint("ordered: ", items, ok), err
	})
	// Output:
	// added
	// in the cart: [{book 1}]
	// ordered: [{book 1}] true
	// ordered: [] false
}

func ExampleSession_Batch() {
	wallet, stake := session.NewKey[int]("wallet"), session.NewKey[int]("stake")

	store := memstore.New()
	defer store.Close()
	manager := session.NewManager(store)
	defer manager.Close(context.Background())
	client := newBrowser(runtime.NewServer(manager.Flow()))

	client.call(func(ctx context.Context) (string, error) { return "paid in", wallet.Set(ctx, 50) })
	bet := func(ctx context.Context) (string, error) {
		err := session.From(ctx).Batch(ctx, func(tx *session.Tx) error {
			have, err := wallet.GetTx(tx)
			if err != nil {
				return err
			}
			if have < 30 {
				return runtime.Errorf("POOR", "only %d left", have)
			}
			return errors.Join(wallet.SetTx(tx, have-30), stake.SetTx(tx, 30))
		})
		return "bet", err
	}
	client.call(bet)
	client.call(bet)
	// Output:
	// paid in
	// bet
	// error: only 20 left (POOR)
}
