package intest

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

//go:generate go tool rpcgen

// A hidden is a type of the test.
type hidden struct {
	N int `json:"n"`
}

// Notes is a service of the test.
//
//rpcgen:service
type Notes interface {
	Write(ctx context.Context, note Note) (Note, error)
	Hide(ctx context.Context, n hidden) (hidden, error)
}

type impl struct{}

func (impl) Write(_ context.Context, n Note) (Note, error)    { return n, nil }
func (impl) Hide(_ context.Context, n hidden) (hidden, error) { return n, nil }

func TestNotes(t *testing.T) {
	roundtrip.Run(t, RegisterNotes, Notes(impl{}), NewNotesClient, func(t *testing.T, c *NotesClient) {
		roundtrip.Echo(t, c.Write, Note{"n"})
		roundtrip.Echo(t, c.Hide, hidden{1})
	})
}
