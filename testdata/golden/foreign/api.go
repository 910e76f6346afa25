// Package foreign uses interfaces and types of another module.
package foreign

import (
	"context"
	"net/netip"

	"example.com/stock"
	"example.com/stock/shelf"
)

//go:generate go tool rpcgen
//go:generate go tool rpcgen -type Inventory,Checker -o stockrpc -pkg stockrpc example.com/stock

// Warehouse adds to the inventory of another module.
//
//rpcgen:service
type Warehouse interface {
	stock.Inventory
	// Fill puts items into a place.
	Fill(ctx context.Context, place shelf.Place, items ...stock.Item) (map[stock.SKU][]stock.Item, error)
	Level(ctx context.Context, level shelf.Level) (shelf.Level, error)
	Addr(ctx context.Context, addr netip.Addr) (netip.Addr, error)
}

// Remote is the interface of another module under a name of our own.
//
//rpcgen:service
type Remote stock.Inventory
