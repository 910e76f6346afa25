package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/rpcgen/rpcgen/examples/cluster/api"
	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// serve is the program of one machine. It prints where it listens, and serves the
// shop until ctx ends; then it takes no more calls and finishes those in progress.
func serve(ctx context.Context, name, kind, address string, out io.Writer) (err error) {
	store, closeStore, err := open(ctx, kind, address)
	if err != nil {
		return err
	}
	sessions := session.NewManager(store)
	defer func() { err = errors.Join(err, sessions.Close(context.WithoutCancel(ctx)), closeStore()) }()

	server := runtime.NewServer(sessions.Flow())
	api.RegisterShop(server, &shop{machine: name, sessions: sessions})
	// The front tells who the client is. Nobody else is believed.
	handler, err := httprpc.NewHandler(server, httprpc.TrustProxies("127.0.0.1"))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(out, listener.Addr())
	return httprpc.Serve(ctx, listener, handler)
}
