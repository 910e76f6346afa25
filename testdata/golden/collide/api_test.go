package collide

import (
	stdctx "context"
	"testing"

	rt "github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Borrow(_ stdctx.Context, in LibraryBorrowRequest, next LibraryBorrowRequest2) (LibraryBorrowRequest, LibraryBorrowRequest2, error) {
	mu.Lock()
	defer mu.Unlock()
	return in, next, nil
}
func (impl) Send(_ stdctx.Context, req Request, client Client) (Response, BaseRequest, error) {
	return Response{req.A}, BaseRequest{client.C}, nil
}
func (impl) Plain(req Request) (Response, error) { return Response{req.A}, nil }

type borrow struct{}

func (borrow) Request(_ stdctx.Context, n int) (int, error)          { return n, nil }
func (borrow) ResponseResponse(_ stdctx.Context, n int) (int, error) { return -n, nil }
func (borrow) Response(_ stdctx.Context, n int) (int, error)         { return n + 1, nil }

type lower struct{}

func (lower) Borrow(_ stdctx.Context, n int) (int, error) { return 2 * n, nil }

func TestAll(t *testing.T) {
	register := func(server *rt.Server) {
		RegisterLibrary(server, impl{})
		RegisterLibraryBorrow(server, borrow{})
		registerLibrary(server, lower{})
	}
	roundtrip.Clients(t, register, func(t *testing.T, client *rt.Client) {
		ctx := t.Context()
		if libraryBorrow() != "runtimecontext" {
			t.Error("the package's own names have changed")
		}
		c := NewLibraryClient(client)
		in, next, err := c.Borrow(ctx, LibraryBorrowRequest{1}, LibraryBorrowRequest2{2})
		roundtrip.Same(t, err, roundtrip.List{in, next}, roundtrip.List{LibraryBorrowRequest{1}, LibraryBorrowRequest2{2}})
		res, base, err := c.Send(ctx, Request{1}, Client{2})
		roundtrip.Same(t, err, roundtrip.List{res, base}, roundtrip.List{Response{1}, BaseRequest{2}})
		res, err = c.Plain(Request{1})
		roundtrip.Same(t, err, res, Response{1})

		b := NewLibraryBorrowClient(client)
		roundtrip.Becomes(t, b.Request, 1, 1)
		roundtrip.Becomes(t, b.ResponseResponse, 1, -1)
		roundtrip.Becomes(t, b.Response, 1, 2)
		roundtrip.Becomes(t, newLibraryClient(client).Borrow, 2, 4)
	})
}
