package redisstore_test

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/redisstore"
)

// A Client stands for a *redis.Client here. This one is of a server that is down.
type Client struct{}

// A Cmd is what its commands return.
type Cmd struct{}

func (*Client) Do(context.Context, ...any) *Cmd { return &Cmd{} }

func (*Cmd) Result() (any, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
}

// A server that cannot be reached never looks like a session that is not there.
func ExampleNew() {
	client := &Client{} // redis.NewClient(&redis.Options{Addr: "localhost:6379", MaxRetries: -1, ContextTimeoutEnabled: true})
	store := redisstore.New(client, redisstore.WithPrefix("shop:"))
	defer store.Close()

	_, err := store.Load(context.Background(), session.ID{})
	fmt.Println(errors.Is(err, session.ErrNotFound), errors.Is(err, session.ErrUnavailable))
	// Output: false true
}

var (
	_ session.Store = (*redisstore.Store)(nil)
	_ session.Index = (*redisstore.Store)(nil)
)
