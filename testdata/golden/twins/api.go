// Package twins has interfaces with methods of one name.
package twins

import "context"

//go:generate go tool rpcgen

// Cats are pets.
//
//rpcgen:service
type Cats interface {
	// Feed feeds cats.
	Feed(ctx context.Context, food string) (string, error)
}

// Dogs are pets.
//
//rpcgen:service
type Dogs interface {
	// Feed feeds dogs.
	Feed(ctx context.Context, bones int) (int, error)
}

// CatsAndDogs meets the names of both.
//
//rpcgen:service
type CatsAndDogs interface {
	Feed(ctx context.Context, food string, bones int) (string, int, error)
}

// Rats has a method that meets an envelope of [RatsFeed].
//
//rpcgen:service
type Rats interface {
	FeedTwice(ctx context.Context, food string) (string, error)
}

// RatsFeed has a method that meets an envelope of [Rats].
//
//rpcgen:service
type RatsFeed interface {
	Twice(ctx context.Context, n int) (int, error)
}
