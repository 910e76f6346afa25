package intest_test

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/golden/intest"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

//go:generate go tool rpcgen

// Outer is a service of the test outside of the package.
//
//rpcgen:service
type Outer interface {
	Write(ctx context.Context, note intest.Note, more ...string) (intest.Note, []string, error)
}

type impl struct{}

func (impl) Write(_ context.Context, n intest.Note, more ...string) (intest.Note, []string, error) {
	return n, more, nil
}

func TestOuter(t *testing.T) {
	roundtrip.Run(t, RegisterOuter, Outer(impl{}), NewOuterClient, func(t *testing.T, c *OuterClient) {
		note, more, err := c.Write(t.Context(), intest.Note{Text: "n"}, "a", "b")
		roundtrip.Same(t, err, roundtrip.List{note, more}, roundtrip.List{intest.Note{Text: "n"}, []string{"a", "b"}})
	})
}
