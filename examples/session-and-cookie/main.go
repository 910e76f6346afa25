// Command session-and-cookie is TSRPC's example of that name in Go: a service
// with a session and a cookie, and a client that walks through its methods.
//
//	go run ./examples/session-and-cookie           serve, walk, stop
//	go run ./examples/session-and-cookie -serve    serve on 127.0.0.1:3000 until interrupted,
//	                                               with a page to try it in a browser
//
// Flags:
//
//	-addr HOST:PORT   where to serve; a free port for the walk
//	-prefix /api/     the path before the methods' names
//	-cors ORIGIN      allow pages of this origin, such as http://localhost:8080, to call
//	-explorer         serve a page to try the methods with any arguments, at /explorer/
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"github.com/rpcgen/rpcgen/examples/session-and-cookie/api"
	"github.com/rpcgen/rpcgen/examples/session-and-cookie/web"
	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/explorer"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "session-and-cookie:", err)
		os.Exit(1)
	}
}

// run is the program. It ends when the walk is over or, with -serve, when ctx ends.
func run(ctx context.Context, args []string, out io.Writer) (err error) {
	flags := flag.NewFlagSet("session-and-cookie", flag.ContinueOnError)
	serve := flags.Bool("serve", false, "stay up until interrupted")
	addr := flags.String("addr", "", "serve on `host:port` (default 127.0.0.1:3000 with -serve, else a free port)")
	prefix := flags.String("prefix", "/", "the `path` before the methods' names")
	cors := flags.String("cors", "", "allow pages of this `origin` to call")
	explore := flags.Bool("explorer", false, "serve a page to try the methods at /explorer/")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if *addr == "" {
		*addr = "127.0.0.1:0"
		if *serve {
			*addr = "127.0.0.1:3000"
		}
	}

	store := memstore.New()
	sessions := session.NewManager(store)
	defer func() { err = errors.Join(err, sessions.Close(context.WithoutCancel(ctx)), store.Close()) }()
	server := runtime.NewServer(sessions.Flow())
	api.RegisterDemo(server, &demo{})

	options := []httprpc.HandlerOption{httprpc.Prefix(*prefix)}
	if *cors != "" {
		options = append(options, httprpc.AllowOrigins(*cors))
	}
	handler, err := httprpc.NewHandler(server, options...)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return err
	}
	path := strings.TrimSuffix("/"+strings.Trim(*prefix, "/"), "/") + "/"
	base := "http://" + reachable(listener.Addr()) + path

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	pages := web.Handler(path, handler)
	if *explore {
		mux := http.NewServeMux()
		mux.Handle("/", pages)
		mux.Handle("/explorer/{$}", explorer.Handler(server, explorer.Prefix(*prefix)))
		pages = mux
	}
	served := make(chan error, 1)
	go func() { served <- httprpc.Serve(ctx, listener, pages) }()
	if *serve {
		fmt.Fprintf(out, "serving on %s, which is a page to open in a browser; without one:\n\n", base)
		fmt.Fprintf(out, "  curl -d '{}' -H 'Content-Type: application/json' %sTest\n", base)
		return <-served
	}
	err = walk(ctx, server, base, out)
	cancel()
	return errors.Join(err, <-served)
}

// reachable returns the address to call from this machine: a server that listens on
// all of its addresses is there on the loopback one, too.
func reachable(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return addr.String()
	}
	return net.JoinHostPort("localhost", strconv.Itoa(tcp.Port))
}
