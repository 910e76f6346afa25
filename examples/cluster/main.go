// Command cluster shows sessions on several machines. It starts three processes
// that serve one shop and share their sessions, in Redis or PostgreSQL, and a front
// that gives them calls in turn. A client fills its cart, while one machine is
// killed and another one restarted.
//
//	go run .                   with a Redis that it starts, and stops at the end
//	go run . -store postgres   with a PostgreSQL likewise
//
// Flags:
//
//	-store KIND       where the sessions are: redis or postgres
//	-redis HOST:PORT  use this Redis
//	-postgres URL     use this PostgreSQL
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"

	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	if len(os.Args) == 5 && os.Args[1] == "machine" { // see cluster.start
		go func() {
			defer stop() // the program that has started this one has ended
			_, _ = io.Copy(io.Discard, os.Stdin)
		}()
		err = serve(ctx, os.Args[2], os.Args[3], os.Args[4], os.Stdout)
	} else {
		err = run(ctx, os.Args[1:], os.Stdout)
	}
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "cluster:", err)
		os.Exit(1)
	}
}

// run is the program but for the machines.
func run(ctx context.Context, args []string, out io.Writer) (err error) {
	kind, address, err := arguments(args)
	if err != nil {
		return err
	}
	if address == "" {
		db, err := startDatabase(ctx, kind)
		if err != nil {
			return err
		}
		address = db.address
		defer func() { err = errors.Join(err, db.stop()) }()
	}

	c := &cluster{kind: kind, address: address, front: newFront(), machines: map[string]*machine{}}
	defer func() { err = errors.Join(err, c.close()) }()
	for _, name := range []string{"A", "B", "C"} {
		if err := c.start(ctx, name); err != nil {
			return err
		}
	}

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	frontCtx, cancel := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- httprpc.Serve(frontCtx, listener, c.front.handler()) }()
	defer func() {
		cancel()
		err = errors.Join(err, <-served)
	}()
	return tell(ctx, c, "http://"+listener.Addr().String()+"/", out)
}

// arguments returns the store's kind and its address, "" if there is none.
func arguments(args []string) (kind, address string, err error) {
	flags := flag.NewFlagSet("cluster", flag.ContinueOnError)
	flags.StringVar(&kind, "store", "redis", "where the sessions are: redis or postgres")
	redis := flags.String("redis", "", "use the Redis at `host:port` instead of an own one")
	postgres := flags.String("postgres", "", "use the PostgreSQL at this `URL` instead of an own one")
	if err := flags.Parse(args); err != nil {
		return "", "", err
	}
	if flags.NArg() > 0 {
		return "", "", fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	addresses := map[string]string{"redis": *redis, "postgres": *postgres}
	for other, address := range addresses {
		if other != kind && address != "" {
			return "", "", fmt.Errorf("-%s goes with -store %s", other, other)
		}
	}
	return kind, addresses[kind], nil
}
