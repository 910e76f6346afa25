// Package api declares the service of the example. The other files in this
// folder are generated from this one.
package api

import (
	"context"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
)

//go:generate go tool rpcgen

// A Shop has a cart for each visitor, whichever machine answers.
//
//rpcgen:service
type Shop interface {
	// Login makes the visitor the customer of that name, who keeps what is in the
	// cart. A real shop asks for a password, too.
	Login(ctx context.Context, customer string) (Cart, error)

	// Put sets how many pieces of an item are in the cart. To do it twice does no
	// harm: a client repeats it when an answer got lost.
	Put(ctx context.Context, item string, pieces int) (Cart, error)

	// Cart shows the cart.
	Cart(ctx context.Context) (Cart, error)

	// Logout ends the visitor's session.
	Logout(ctx context.Context) error

	// Devices lists where the customer is logged in. Like the next two, it is for
	// those who have logged in: others get [ErrLogin].
	Devices(ctx context.Context) ([]Device, error)

	// LogoutDevice ends the session of one device.
	LogoutDevice(ctx context.Context, id session.ID) error

	// LogoutEverywhere ends all sessions of the customer and returns how many there
	// were.
	LogoutEverywhere(ctx context.Context) (int, error)
}

// A Cart is what a visitor wants to buy.
type Cart struct {
	Customer string         `json:"customer"` // "" before the login
	Items    map[string]int `json:"items"`    // pieces by item
	Machine  string         `json:"machine"`  // which one has answered
}

// A Device is a session of a customer.
type Device struct {
	ID      session.ID    `json:"id"`      // for LogoutDevice; it opens nothing
	Age     time.Duration `json:"age"`     // since the login
	Current bool          `json:"current"` // it is the caller's own
}

// ErrLogin is a call that is for customers who have logged in.
var ErrLogin = &runtime.Error{Message: "log in first", Code: "LOGIN"}
