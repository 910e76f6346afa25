package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/examples/cluster/api"
	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// A device is a client of the shop. Each has a jar of its own, and so a session.
type device struct {
	name   string
	jar    cookie.Jar
	client *runtime.Client
	shop   api.Shop
	out    io.Writer
}

func newDevice(name, url string, out io.Writer) (*device, error) {
	jar := cookie.NewMemory()
	client, err := httprpc.NewClient(url, httprpc.WithJar(jar))
	if err != nil {
		return nil, err
	}
	return &device{name, jar, client, api.NewShopClient(client), out}, nil
}

// put puts an item into the cart. If it is not known whether that was done, it does
// it again: that is for the client to decide, and Put says that it may be repeated.
func (d *device) put(ctx context.Context, item string, pieces int) (api.Cart, error) {
	cart, err := d.shop.Put(ctx, item, pieces)
	for tries := 1; lost(err) && tries < 3; tries++ {
		fmt.Fprintf(d.out, "   ?  %s adds %s: %v\n", d.name, item, err)
		cart, err = d.shop.Put(ctx, item, pieces)
	}
	return cart, err
}

// strange makes sure that nobody knows the device: what it sees is nobody's.
func (d *device) strange(ctx context.Context) error {
	cart, err := d.shop.Cart(ctx)
	if err != nil {
		return err
	}
	d.say("looks", cart)
	if cart.Customer != "" || len(cart.Items) > 0 {
		return fmt.Errorf("%s sees what has ended", d.name)
	}
	return nil
}

// lost reports whether a call may have been carried out or not.
func lost(err error) bool {
	var failure *runtime.Error
	return errors.As(err, &failure) && (failure.Type == runtime.NetworkError || failure.Code == runtime.CodeUnknown)
}

// say prints what the device has done, and who has answered what.
func (d *device) say(what string, cart api.Cart) {
	whose := "nobody"
	if cart.Customer != "" {
		whose = cart.Customer
	}
	fmt.Fprintf(d.out, "   %s  %-18s %s, %d in the cart\n", cart.Machine, d.name+" "+what, whose, len(cart.Items))
}

// list returns "bread 1, milk 2".
func list(counts map[string]int) string {
	var items []string
	for _, item := range slices.Sorted(maps.Keys(counts)) {
		items = append(items, fmt.Sprintf("%s %d", item, counts[item]))
	}
	return strings.Join(items, ", ")
}
