package unexported

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Put(_ context.Context, e entry, more ...*entry) (entry, []*entry, error) {
	return e, more, nil
}

func TestStore(t *testing.T) {
	roundtrip.Run(t, registerStore, store(impl{}), newStoreClient, func(t *testing.T, c *storeClient) {
		e, more, err := c.Put(t.Context(), entry{"a", 1}, nil, &entry{"b", 2})
		roundtrip.Same(t, err, roundtrip.List{e, more}, roundtrip.List{entry{"a", 1}, []*entry{nil, {"b", 2}}})
	})
}
