// Package deprecated has comments of all sorts, which the stubs repeat.
package deprecated

import "context"

//go:generate go tool rpcgen

// Old is what there was before [New].
//
// Deprecated: use [New].
//
//rpcgen:service
type Old interface {
	// Get returns a value.
	//
	// Deprecated: use [New.Get], which is faster.
	Get(ctx context.Context, key string) (string, error)

	Undocumented(ctx context.Context, key string) (string, error)

	// Long has a comment with
	//
	// # A heading
	//
	// a list
	//   - of one
	//   - and two
	//
	// and code:
	//
	//	c.Long(ctx, "*/ is not the end")
	//
	// It links to [context.Context] and [Old.Get].
	Long(ctx context.Context, key string) (string, error)

	/*
		Block has a comment of the other sort.

		It has two paragraphs.
	*/
	Block(ctx context.Context, key string) (string, error)

	Trailing(ctx context.Context, key string) (string, error) // Trailing has its comment behind it.

	//nolint:revive // a directive is not part of the comment
	Directive(ctx context.Context, key string) (string, error)
}

// A Value is a value.
//
// Deprecated: a string would do.
type Value struct {
	// Text is the text.
	//
	// Deprecated: it is empty.
	Text string `json:"text"`
}

// New is what is there now.
//
//rpcgen:service
type New interface {
	Get(ctx context.Context, value Value) (Value, error)
}
