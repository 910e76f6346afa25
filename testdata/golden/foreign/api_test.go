package foreign

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"example.com/stock"
	"example.com/stock/shelf"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/testdata/golden/foreign/stockrpc"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Count(_ context.Context, sku stock.SKU) (int, error) { return len(sku), nil }
func (impl) Move(_ context.Context, item stock.Item, to shelf.Place) (stock.Item, error) {
	item.Place = to
	return item, nil
}
func (impl) Locate(_ context.Context, skus ...stock.SKU) (map[stock.SKU]shelf.Place, error) {
	places := map[stock.SKU]shelf.Place{}
	for i, sku := range skus {
		places[sku] = shelf.Place{Row: i, Level: shelf.Top}
	}
	return places, nil
}
func (impl) Fill(_ context.Context, place shelf.Place, items ...stock.Item) (map[stock.SKU][]stock.Item, error) {
	filled := map[stock.SKU][]stock.Item{}
	for _, item := range items {
		item.Place = place
		filled[item.SKU] = append(filled[item.SKU], item)
	}
	return filled, nil
}
func (impl) Level(_ context.Context, l shelf.Level) (shelf.Level, error) { return l, nil }
func (impl) Addr(_ context.Context, a netip.Addr) (netip.Addr, error)    { return a, nil }
func (impl) Check(row int) ([]stock.Item, error) {
	return []stock.Item{{SKU: "x", Place: shelf.Place{Row: row}}}, nil
}

var item = stock.Item{
	SKU: "x-1", Count: 3, Place: shelf.Place{Row: 2, Level: shelf.Middle},
	Since: time.Date(2026, 2, 3, 4, 5, 6, 7, time.UTC), Keep: time.Hour,
}

func testInventory(t *testing.T, c stock.Inventory) {
	t.Helper()
	n, err := c.Count(t.Context(), "abc")
	roundtrip.Same(t, err, n, 3)

	moved, err := c.Move(t.Context(), item, shelf.Place{Row: 9})
	want := item
	want.Place = shelf.Place{Row: 9}
	roundtrip.Same(t, err, moved, want)

	places, err := c.Locate(t.Context(), "a", "b")
	roundtrip.Same(t, err, places, map[stock.SKU]shelf.Place{"a": {Row: 0, Level: 3}, "b": {Row: 1, Level: 3}})
	places, err = c.Locate(t.Context())
	roundtrip.Same(t, err, places, map[stock.SKU]shelf.Place{})
}

func TestWarehouse(t *testing.T) {
	roundtrip.Run(t, RegisterWarehouse, Warehouse(impl{}), NewWarehouseClient, func(t *testing.T, c *WarehouseClient) {
		testInventory(t, c)

		place := shelf.Place{Row: 1, Level: shelf.Top}
		filled, err := c.Fill(t.Context(), place, item, item)
		want := item
		want.Place = place
		roundtrip.Same(t, err, filled, map[stock.SKU][]stock.Item{item.SKU: {want, want}})

		roundtrip.Echo(t, c.Level, 0, shelf.Top, 255)
		roundtrip.Echo(t, c.Addr, netip.Addr{}, netip.MustParseAddr("::1"), netip.MustParseAddr("10.0.0.1"))
	})
}

func TestRemote(t *testing.T) {
	roundtrip.Run(t, RegisterRemote, Remote(impl{}), NewRemoteClient, func(t *testing.T, c *RemoteClient) {
		testInventory(t, c)
	})
}

// The stubs for the other module's own interfaces lie in a package of ours.
func TestStock(t *testing.T) {
	register := func(server *runtime.Server) {
		stockrpc.RegisterInventory(server, impl{})
		stockrpc.RegisterChecker(server, impl{})
	}
	roundtrip.Clients(t, register, func(t *testing.T, client *runtime.Client) {
		testInventory(t, stockrpc.NewInventoryClient(client))

		items, err := stockrpc.NewCheckerClient(client).Check(4)
		roundtrip.Same(t, err, items, []stock.Item{{SKU: "x", Place: shelf.Place{Row: 4}}})
	})
}
