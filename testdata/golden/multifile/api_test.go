package multifile

import (
	"context"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) List(_ context.Context, author string) ([]Book, error) { return []Book{{author}}, nil }
func (impl) Ask(_ context.Context, s string) (string, error)       { return s, nil }
func (impl) Lend(_ context.Context, b Book, days int) (time.Time, error) {
	return time.Unix(int64(days+len(b.Title)), 0).UTC(), nil
}

func TestAll(t *testing.T) {
	register := func(server *runtime.Server) {
		RegisterCatalog(server, impl{})
		RegisterDesk(server, impl{})
		RegisterLending(server, impl{})
	}
	roundtrip.Clients(t, register, func(t *testing.T, client *runtime.Client) {
		for _, c := range []Catalog{NewCatalogClient(client), NewLendingClient(client)} {
			books, err := c.List(t.Context(), "Austen")
			roundtrip.Same(t, err, books, []Book{{"Austen"}})
		}
		roundtrip.Echo(t, NewDeskClient(client).Ask, "why?")
		due, err := NewLendingClient(client).Lend(t.Context(), Book{"Emma"}, 10)
		roundtrip.Same(t, err, due, time.Unix(14, 0).UTC())
	})
}
