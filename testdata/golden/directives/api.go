// Package directives has services and methods with names of their own on the
// wire, and interfaces that are no services.
package directives

import "context"

//go:generate go tool rpcgen

// Root has its methods at the root.
//
//rpcgen:service path=
type Root interface {
	// Ping is called at Ping.
	Ping(ctx context.Context, n int) (int, error)
	// Other is called at ping/other.
	//
	//rpcgen:name ping/other
	Other(ctx context.Context, n int) (int, error)
}

// Deep has its methods at a path.
//
//rpcgen:service path=v1/deep
type Deep interface {
	// Ping is called at v1/deep/Ping.
	Ping(ctx context.Context, n int) (int, error)

	//rpcgen:name pong
	Pong(ctx context.Context, n int) (int, error)
}

// Lower has another name on the wire.
//
//rpcgen:service path=lower
type Lower interface {
	Ping(ctx context.Context, n int) (int, error)
}

// Local is no service: it could not be one.
//
//rpcgen:skip
type Local interface {
	Watch(done chan struct{})
}
