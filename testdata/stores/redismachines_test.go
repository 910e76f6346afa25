package stores_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/redisstore"
	"github.com/rpcgen/rpcgen/testdata/internal/servers"
)

type (
	visitRequest  struct{ runtime.BaseRequest }
	visitResponse struct {
		runtime.BaseResponse
		Count int
	}
)

var (
	visit  = runtime.NewMethod[visitRequest, visitResponse]("visit")
	visits = session.NewKey[int]("visits")
)

// machine is one of several servers that share their sessions.
func machine(client *redis.Client) (server *runtime.Server, end func() error) {
	store := redisstore.New(client)
	manager := session.NewManager(store)
	server = runtime.NewServer(manager.Flow())
	visit.Handle(server, func(ctx context.Context, _ *visitRequest) (*visitResponse, error) {
		n, err := visits.Update(ctx, func(n int) (int, error) { return n + 1, nil })
		return &visitResponse{Count: n}, err
	})
	return server, func() error {
		if err := manager.Close(context.Background()); err != nil {
			return err
		}
		return store.Close()
	}
}

// TestRedisMachines walks a client with its cookie from machine to machine.
func TestRedisMachines(t *testing.T) {
	opts := &redis.Options{Addr: servers.Redis(t).Addr, MaxRetries: -1, ContextTimeoutEnabled: true}
	client := closing(t, redis.NewClient(opts))
	first, endFirst := machine(client)
	second, endSecond := machine(client)
	var cookie *runtime.Cookie
	got := ""
	for _, server := range []*runtime.Server{first, second, first} {
		ret := server.ServeCall(t.Context(), "visit", &visitRequest{runtime.BaseRequest{Cookie: cookie}}, "")
		if ret.Err != nil {
			t.Fatal(ret.Err)
		}
		res := ret.Response.(*visitResponse)
		cookie = res.Cookie
		got += fmt.Sprint(res.Count, " ")
	}
	if got != "1 2 3 " {
		t.Errorf("got %q, want the count to go on from machine to machine", got)
	}
	for _, end := range []func() error{endFirst, endSecond} {
		if err := end(); err != nil {
			t.Error(err)
		}
	}
}
