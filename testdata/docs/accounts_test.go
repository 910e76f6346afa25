package docs

import (
	"context"
	"errors"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/rpctest"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
)

// start serves Accounts over HTTP and returns what makes a client with a jar of its own.
func start(t *testing.T) func() *AccountsClient {
	store := memstore.New()
	manager := session.NewManager(store)
	t.Cleanup(func() {
		if err := errors.Join(manager.Close(context.Background()), store.Close()); err != nil {
			t.Error(err)
		}
	})
	impl := &accounts{
		sessions: manager, check: func(_, password string) bool { return password == "secret" },
		setPassword: func(_, password string) error { return nil },
	}
	service := rpctest.Serve(t, func(s *runtime.Server) { RegisterAccounts(s, impl) },
		rpctest.WithoutSessions(), rpctest.WithServer(manager.Flow()))
	return func() *AccountsClient { return NewAccountsClient(service.HTTP(t)) }
}

// want fails the test if err is not what it should be.
func want(t *testing.T, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("got %v, want %v", err, target)
	}
}

func TestLoginAndLogout(t *testing.T) {
	ctx := t.Context()
	client := start(t)
	phone, desk := client(), client()
	_, err := phone.Whoami(ctx)
	want(t, err, ErrLogin)
	want(t, phone.Login(ctx, "ada", "wrong", false), ErrPassword)
	for _, c := range []*AccountsClient{phone, desk} {
		want(t, c.Login(ctx, "ada", "secret", c == phone), nil)
		if name, err := c.Whoami(ctx); err != nil || name != "ada" {
			t.Fatalf("Whoami: %q, %v", name, err)
		}
	}
	want(t, desk.Logout(ctx), nil)
	_, err = desk.Whoami(ctx)
	want(t, err, ErrLogin)
	want(t, desk.Login(ctx, "ada", "secret", false), nil)
	if n, err := phone.LogoutEverywhere(ctx); n != 2 || err != nil {
		t.Errorf("LogoutEverywhere: %d, %v", n, err)
	}
	for _, c := range []*AccountsClient{phone, desk} {
		_, err = c.Whoami(ctx)
		want(t, err, ErrLogin)
	}
}

func TestDevices(t *testing.T) {
	ctx := t.Context()
	client := start(t)
	phone, desk, bob := client(), client(), client()
	want(t, phone.Login(ctx, "ada", "secret", false), nil)
	want(t, desk.Login(ctx, "ada", "secret", false), nil)
	want(t, bob.Login(ctx, "bob", "secret", false), nil)
	devices, err := desk.Devices(ctx)
	if err != nil || len(devices) != 2 || devices[0].This || !devices[1].This {
		t.Fatalf("Devices: %+v, %v", devices, err)
	}
	want(t, bob.EndDevice(ctx, devices[0].ID), session.ErrNotFound)
	want(t, desk.EndDevice(ctx, devices[0].ID), nil)
	_, err = phone.Whoami(ctx)
	want(t, err, ErrLogin)
	want(t, phone.Login(ctx, "ada", "secret", false), nil)
	want(t, desk.ChangePassword(ctx, "better"), nil)
	_, err = phone.Whoami(ctx)
	want(t, err, ErrLogin)
	if name, err := desk.Whoami(ctx); name != "ada" || err != nil {
		t.Errorf("Whoami: %q, %v", name, err)
	}
}

func TestCart(t *testing.T) {
	ctx := t.Context()
	c := start(t)()
	want(t, c.AddToCart(ctx, Item{Name: "book", Count: 1}), nil)
	want(t, c.Login(ctx, "ada", "secret", false), nil)
	want(t, c.AddToCart(ctx, Item{Name: "pen", Count: 3}), nil)
	items, err := c.Order(ctx)
	want(t, err, nil)
	if len(items) != 2 || items[1].Name != "pen" {
		t.Errorf("ordered %v", items)
	}
	_, err = c.Order(ctx)
	want(t, err, ErrNothing)
	want(t, c.Bet(ctx, 5), ErrPoor)
	for n := 1; n <= 3; n++ {
		if got, err := c.Visit(ctx); got != n || err != nil {
			t.Errorf("Visit: %d, %v", got, err)
		}
	}
}

func TestVisit(t *testing.T) {
	client := NewAccountsClient(rpctest.Client(t, func(s *runtime.Server) {
		RegisterAccounts(s, &accounts{check: func(_, password string) bool { return password == "secret" }})
	}))
	if n, err := client.Visit(t.Context()); n != 1 || err != nil {
		t.Errorf("Visit: %d, %v", n, err)
	}
}
