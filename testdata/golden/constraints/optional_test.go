//go:build rpcgen_optional

package constraints

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type optional struct{}

func (optional) Free(_ context.Context, path string) (int64, error) { return int64(len(path)), nil }

// golden_test.go sets the tag.
func TestOptional(t *testing.T) {
	roundtrip.Run(t, RegisterOptional, Optional(optional{}), NewOptionalClient, func(t *testing.T, c *OptionalClient) {
		n, err := c.Free(t.Context(), "/")
		roundtrip.Same(t, err, n, 1)
	})
}
