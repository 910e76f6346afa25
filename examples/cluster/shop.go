package main

import (
	"context"

	"github.com/rpcgen/rpcgen/examples/cluster/api"
	"github.com/rpcgen/rpcgen/runtime/session"
)

// items is what the visitor has put into the cart: pieces by item.
var items = session.NewKey[map[string]int]("items")

// shop implements the service on one machine. It keeps nothing itself.
type shop struct {
	machine  string
	sessions *session.Manager
}

var _ api.Shop = (*shop)(nil)

func (s *shop) Login(ctx context.Context, customer string) (api.Cart, error) {
	if err := session.From(ctx).Login(ctx, customer); err != nil {
		return api.Cart{}, err
	}
	return s.Cart(ctx)
}

func (s *shop) Put(ctx context.Context, item string, pieces int) (api.Cart, error) {
	_, err := items.Update(ctx, func(cart map[string]int) (map[string]int, error) {
		if cart == nil {
			cart = map[string]int{}
		}
		cart[item] = pieces
		return cart, nil
	})
	if err != nil {
		return api.Cart{}, err
	}
	return s.Cart(ctx)
}

func (s *shop) Cart(ctx context.Context) (api.Cart, error) {
	customer, err := session.From(ctx).Owner(ctx)
	if err != nil {
		return api.Cart{}, err
	}
	cart, err := items.Get(ctx)
	return api.Cart{Customer: customer, Items: cart, Machine: s.machine}, err
}

func (s *shop) Logout(ctx context.Context) error {
	return session.From(ctx).Destroy(ctx)
}

func (s *shop) LogoutEverywhere(ctx context.Context) (int, error) {
	customer, err := session.From(ctx).Owner(ctx)
	if err != nil {
		return 0, err
	}
	if customer == "" {
		return 0, api.ErrLogin
	}
	return s.sessions.LogoutAll(ctx, customer)
}
