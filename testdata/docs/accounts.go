// Package docs holds the code that docs/sessions.md shows, so that it is compiled
// and run.
package docs

import (
	"context"
	"errors"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
)

//go:generate go tool rpcgen

// Accounts is a service with users.
type Accounts interface {
	Login(ctx context.Context, name, password string, remember bool) error
	Whoami(ctx context.Context) (name string, err error)
	Logout(ctx context.Context) error
	LogoutEverywhere(ctx context.Context) (ended int, err error)
	ChangePassword(ctx context.Context, password string) error
	Devices(ctx context.Context) (devices []Device, err error)
	EndDevice(ctx context.Context, id session.ID) error
	Visit(ctx context.Context) (n int, err error)
	AddToCart(ctx context.Context, item Item) error
	Order(ctx context.Context) (items []Item, err error)
	Bet(ctx context.Context, amount int) error
}

// A Device is where somebody is logged in.
type Device struct {
	ID    session.ID `json:"id"`
	Since time.Time  `json:"since"`
	This  bool       `json:"this"`
}

// An Item lies in a cart.
type Item struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

var (
	visits = session.NewKey[int]("visits")
	cart   = session.NewKey[[]Item]("cart")
	wallet = session.NewKey[int]("wallet")
	stake  = session.NewKey[int]("stake")
)

// Errors that callers compare with errors.Is.
var (
	ErrPassword = &runtime.Error{Message: "wrong name or password", Code: "PASSWORD"}
	ErrLogin    = &runtime.Error{Message: "please log in", Code: "LOGIN_NEEDED"}
	ErrNothing  = &runtime.Error{Message: "the cart is empty", Code: "EMPTY"}
	ErrPoor     = &runtime.Error{Message: "not enough left", Code: "POOR"}
)

type accounts struct {
	sessions *session.Manager
	check    func(name, password string) bool

	setPassword func(name, password string) error
}

func (a *accounts) Login(ctx context.Context, name, password string, remember bool) error {
	if !a.check(name, password) {
		return ErrPassword
	}
	s := session.From(ctx)
	if err := s.Login(ctx, name); err != nil {
		return err
	}
	if remember {
		return s.Remember(ctx)
	}
	return nil
}

// user returns who is logged in.
func user(ctx context.Context) (string, error) {
	name, err := session.From(ctx).Owner(ctx)
	if err == nil && name == "" {
		err = ErrLogin
	}
	return name, err
}

func (a *accounts) Whoami(ctx context.Context) (string, error) {
	return user(ctx)
}

func (a *accounts) Logout(ctx context.Context) error {
	return session.From(ctx).Destroy(ctx)
}

func (a *accounts) LogoutEverywhere(ctx context.Context) (int, error) {
	name, err := user(ctx)
	if err != nil {
		return 0, err
	}
	return a.sessions.LogoutAll(ctx, name)
}

func (a *accounts) ChangePassword(ctx context.Context, password string) error {
	name, err := user(ctx)
	if err != nil {
		return err
	}
	if err := a.setPassword(name, password); err != nil {
		return err
	}
	_, err = session.From(ctx).LogoutOthers(ctx)
	return err
}

func (a *accounts) Devices(ctx context.Context) ([]Device, error) {
	name, err := user(ctx)
	if err != nil {
		return nil, err
	}
	all, err := a.sessions.Sessions(ctx, name)
	devices := []Device{}
	for _, s := range all {
		devices = append(devices, Device{ID: s.ID, Since: time.Now().Add(-s.Age), This: s.ID == session.From(ctx).ID()})
	}
	return devices, err
}

func (a *accounts) EndDevice(ctx context.Context, id session.ID) error {
	name, err := user(ctx)
	if err != nil {
		return err
	}
	return a.sessions.End(ctx, name, id) // fails for somebody else's
}

func (a *accounts) Visit(ctx context.Context) (int, error) {
	return visits.Update(ctx, func(n int) (int, error) { return n + 1, nil })
}

func (a *accounts) AddToCart(ctx context.Context, item Item) error {
	_, err := cart.Update(ctx, func(items []Item) ([]Item, error) {
		return append(items, item), nil
	})
	return err
}

func (a *accounts) Order(ctx context.Context) ([]Item, error) {
	items, ok, err := cart.Take(ctx) // one order, however often the button is pressed
	if err == nil && !ok {
		err = ErrNothing
	}
	return items, err
}

func (a *accounts) Bet(ctx context.Context, amount int) error {
	return session.From(ctx).Batch(ctx, func(tx *session.Tx) error {
		have, err := wallet.GetTx(tx)
		if err != nil {
			return err
		}
		if have < amount {
			return ErrPoor
		}
		return errors.Join(wallet.SetTx(tx, have-amount), stake.SetTx(tx, amount))
	})
}
