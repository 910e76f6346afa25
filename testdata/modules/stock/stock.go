// Package stock stands for a module of somebody else: it knows nothing of rpcgen.
package stock

import (
	"context"
	"time"

	"example.com/stock/shelf"
)

// A SKU names an article.
type SKU string

// An Item is so many of an article on a shelf.
type Item struct {
	SKU   SKU           `json:"sku"`
	Count int           `json:"count"`
	Place shelf.Place   `json:"place"`
	Since time.Time     `json:"since"`
	Keep  time.Duration `json:"keep"`
}

// An Inventory counts articles.
type Inventory interface {
	// Count tells how many there are of an article.
	Count(ctx context.Context, sku SKU) (int, error)
	// Move puts an item on another shelf.
	Move(ctx context.Context, item Item, to shelf.Place) (Item, error)
	Locator
}

// A Locator finds articles.
type Locator interface {
	// Locate lists the places of some articles.
	Locate(ctx context.Context, skus ...SKU) (map[SKU]shelf.Place, error)
}

// A Checker counts what is on a shelf, given by its zero-based row.
type Checker interface {
	Check(row int) (items []Item, err error)
}
