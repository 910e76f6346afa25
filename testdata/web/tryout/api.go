// Package tryout is a service with parameters of every kind, for the page of package explorer.
package tryout

import (
	"context"
	"encoding/json"
	"net/netip"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

//go:generate go tool rpcgen

// A Color is what an item looks like.
type Color string

// The colours.
const (
	Red  Color = "red"
	Blue Color = "blue"
)

// A Base is what all that is stored has.
type Base struct {
	// ID is more than JavaScript's numbers hold.
	ID    int64     `json:"id,string"`
	Added time.Time `json:"added"`
}

// An Item has fields of every kind.
type Item struct {
	Base
	Name   string             `json:"name"`
	Price  float64            `json:"price"`
	Stock  int64              `json:"stock"`
	Small  uint8              `json:"small,omitempty"`
	Sold   bool               `json:"sold"`
	Color  Color              `json:"color"`
	Tags   []string           `json:"tags"`
	Counts map[string]int     `json:"counts"`
	Shelf  map[int]*time.Time `json:"shelf"`
	Photo  []byte             `json:"photo"`
	Note   *string            `json:"note"`
	Parts  []Item             `json:"parts"`
	Parent *Item              `json:"parent"`
	Point  [2]int             `json:"point"`
	Took   time.Duration      `json:"took"`
	Addr   *netip.Addr        `json:"addr"`
	Extra  any                `json:"extra"`
	Raw    json.RawMessage    `json:"raw"`
}

// Shop is the service.
//
//rpcgen:service
type Shop interface {
	// Visit counts the calls of a session.
	Visit(ctx context.Context) (n int, err error)

	// Echo returns what it is given.
	Echo(ctx context.Context, item Item) (Item, error)

	// Sum has several parameters, the last of them variadic.
	Sum(ctx context.Context, big int64, color Color, on bool, tags ...string) (sum string, err error)

	// Fail fails.
	Fail(ctx context.Context, code string) error

	// Say returns text of others.
	Say(ctx context.Context, text string) (string, error)

	// Remember puts a word into the cookie.
	Remember(ctx context.Context, req *RememberRequest) (*RememberResponse, error)
}

// RememberRequest is what [Shop.Remember] takes.
type RememberRequest struct {
	runtime.BaseRequest
	Word string `json:"word"`
}

// RememberResponse answers [Shop.Remember].
type RememberResponse struct {
	runtime.BaseResponse
}
