package twins

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type (
	cats struct{}
	dogs struct{}
	both struct{}
	rats struct{}
)

func (cats) Feed(_ context.Context, s string) (string, error)             { return s, nil }
func (dogs) Feed(_ context.Context, n int) (int, error)                   { return n, nil }
func (both) Feed(_ context.Context, s string, n int) (string, int, error) { return s, n, nil }
func (rats) FeedTwice(_ context.Context, s string) (string, error)        { return s, nil }
func (rats) Twice(_ context.Context, n int) (int, error)                  { return n, nil }

func TestTwins(t *testing.T) {
	register := func(server *runtime.Server) {
		RegisterCats(server, cats{})
		RegisterDogs(server, dogs{})
		RegisterCatsAndDogs(server, both{})
		RegisterRats(server, rats{})
		RegisterRatsFeed(server, rats{})
	}
	roundtrip.Clients(t, register, func(t *testing.T, client *runtime.Client) {
		roundtrip.Echo(t, NewCatsClient(client).Feed, "fish")
		roundtrip.Echo(t, NewDogsClient(client).Feed, 3)
		s, n, err := NewCatsAndDogsClient(client).Feed(t.Context(), "fish", 3)
		roundtrip.Same(t, err, roundtrip.List{s, n}, roundtrip.List{"fish", 3})
		roundtrip.Echo(t, NewRatsClient(client).FeedTwice, "cheese")
		roundtrip.Echo(t, NewRatsFeedClient(client).Twice, 2)
	})
}
