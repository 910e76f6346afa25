// Package base has interfaces that others embed. It has no stubs of its own.
package base

import (
	"context"

	"github.com/rpcgen/rpcgen/testdata/golden/embedded/deep"
)

// A Note is a line of text.
type Note struct {
	Text string `json:"text"`
}

// Notes keeps notes.
type Notes interface {
	// Write adds a note.
	Write(ctx context.Context, note Note) error
	deep.Health
}
