package library

import (
	"context"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

type shelf struct{}

var visits = session.NewKey[int]("visits")

func (shelf) Visits(ctx context.Context) (int, error) {
	return visits.Update(ctx, func(n int) (int, error) { return n + 1, nil })
}

func (shelf) Borrow(_ context.Context, isbn string, days int) (Loan, error) {
	if isbn == "" {
		return Loan{}, runtime.Errorf("NO_BOOK", "there is no such book")
	}
	return Loan{ISBN: isbn, Due: time.Date(2026, 1, 1+days, 0, 0, 0, 0, time.UTC)}, nil
}

// Handler serves a library to clients of TSRPC.
func Handler(sessions *session.Manager) (*httprpc.Handler, error) {
	server := runtime.NewServer(sessions.Flow())
	RegisterLibrary(server, shelf{})
	return httprpc.NewHandler(server, httprpc.AllowOrigins("https://app.example.com"))
}

// Visit calls a server of TSRPC.
func Visit(ctx context.Context, url string) (int, error) {
	conn, err := httprpc.NewClient(url, httprpc.WithJar(cookie.NewMemory()))
	if err != nil {
		return 0, err
	}
	return NewLibraryClient(conn).Visits(ctx)
}
