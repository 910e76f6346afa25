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

func (s *shop) Devices(ctx context.Context) ([]api.Device, error) {
	name, err := customer(ctx)
	if err != nil {
		return nil, err
	}
	sessions, err := s.sessions.Sessions(ctx, name)
	devices := make([]api.Device, len(sessions))
	for i, found := range sessions {
		devices[i] = api.Device{
			ID:      found.ID,
			Age:     found.Age,
			Current: found.ID == session.From(ctx).ID(),
		}
	}
	return devices, err
}

func (s *shop) LogoutDevice(ctx context.Context, id session.ID) error {
	name, err := customer(ctx)
	if err != nil {
		return err
	}
	return s.sessions.End(ctx, name, id)
}

func (s *shop) LogoutEverywhere(ctx context.Context) (int, error) {
	name, err := customer(ctx)
	if err != nil {
		return 0, err
	}
	return s.sessions.LogoutAll(ctx, name)
}

// customer returns who has logged in.
func customer(ctx context.Context) (string, error) {
	name, err := session.From(ctx).Owner(ctx)
	if err == nil && name == "" {
		err = api.ErrLogin
	}
	return name, err
}
