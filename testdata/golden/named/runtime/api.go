// Package runtime has the name of a package that generated code or the standard
// library uses.
package runtime

import "context"

//go:generate go tool rpcgen

// A Message is a type of this package.
type Message struct {
	Text string `json:"text"`
}

// A Context is a type of this package.
type Context struct {
	Deadline int `json:"deadline"`
}

// Service returns what it is given.
//
//rpcgen:service path=runtime
type Service interface {
	Message(ctx context.Context, m Message) (Message, error)
	Context(ctx context.Context, runtime Context, context string) (Context, string, error)
	Plain(m *Message) (*Message, error)
}
