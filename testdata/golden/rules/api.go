// Package rules has requests that are checked before there is a call: by rules in struct
// tags, by //rpcgen:check for parameters, and by methods Validate.
package rules

//go:generate go tool rpcgen

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/testdata/golden/rules/parts"
)

// Shop takes orders.
//
//rpcgen:service
type Shop interface {
	// Order has an envelope of the author's, with a method Validate.
	Order(ctx context.Context, req *OrderRequest) (*OrderResponse, error)

	// Again has the same one.
	Again(ctx context.Context, req OrderRequest) (*OrderResponse, error)

	// Ping is checked by its method Validate alone.
	Ping(ctx context.Context, req *PingRequest) (*PingResponse, error)

	// Kinds has a rule for each kind of value.
	Kinds(ctx context.Context, kinds Kinds) error

	// Maybe has rules on what may be absent.
	Maybe(ctx context.Context, maybe Maybe) error

	// Deep has rules in whatever can hold others.
	Deep(ctx context.Context, deep *Deep) error

	// Tree is recursive.
	Tree(ctx context.Context, tree Tree) error

	// Borrow has rules on its parameters.
	//
	//rpcgen:check isbn pattern=^\d{3}(, \d+)?$
	//rpcgen:check days min=1,max=30
	//rpcgen:check names max=2
	//rpcgen:check note min=2
	Borrow(ctx context.Context, isbn string, days int, item Item, note *string, names ...Name) (int, error)

	// One has one parameter.
	//
	//rpcgen:check state oneof=open closed
	One(ctx context.Context, state string) error

	// Free has no rules.
	Free(ctx context.Context, name string) (Free, error)
}

// An OrderRequest is what Order takes.
type OrderRequest struct {
	runtime.BaseRequest
	ISBN  string `json:"isbn" rpc:"pattern=^\\d{3}(-\\d+){1,4}$"`
	Count int    `json:"count" rpc:"min=1,max=100"`
	Items []Item `json:"items" rpc:"max=3"`
}

var errSoldOut = &runtime.Error{Message: "sold out", Code: "SOLD_OUT"}

// Validate is called when the tags have nothing against a request.
func (r *OrderRequest) Validate() error {
	switch r.Count {
	case 13:
		return errors.New("nobody orders 13")
	case 14:
		return fmt.Errorf("order: %w", errSoldOut)
	case 15:
		panic("15")
	}
	return nil
}

// An OrderResponse is what Order returns.
type OrderResponse struct {
	runtime.BaseResponse
	Count int `json:"count"`
}

// An Item is an item of an order.
type Item struct {
	Title string      `json:"title" rpc:"min=1,max=5"`
	Price parts.Price `json:"price"`
	Code  parts.Code  `json:"code,omitempty"`
}

// A PingRequest has no rules.
type PingRequest struct {
	runtime.BaseRequest
	Word string `json:"word"`
}

// Validate refuses words.
func (r PingRequest) Validate() error {
	if r.Word != "ping" {
		return errors.New("say ping")
	}
	return nil
}

// A PingResponse is empty.
type PingResponse struct{ runtime.BaseResponse }

// Kinds has a field of each kind that rules may be about.
type Kinds struct {
	Int      int8           `json:"int" rpc:"min=-5,max=5"`
	Uint     uint16         `json:"uint" rpc:"min=1"`
	Float    float64        `json:"float" rpc:"min=-0.5,max=1e3"`
	Float32  float32        `json:"float32" rpc:"max=2.5"`
	Text     string         `json:"text" rpc:"min=1,max=3"`
	Name     Name           `json:"name" rpc:"pattern=^\\p{L}[\\p{L} .'-]*$"`
	State    string         `json:"state" rpc:"oneof=open closed"`
	Level    Level          `json:"level" rpc:"oneof=1 2 3"`
	Data     []byte         `json:"data" rpc:"min=2,max=4"`
	List     []string       `json:"list" rpc:"max=1"`
	Map      map[string]int `json:"map" rpc:"max=1"`
	Wait     time.Duration  `json:"wait" rpc:"max=1000"`
	Quoted   int            `json:"quoted,string" rpc:"min=1"`
	Alias    Alias          `json:"alias" rpc:"max=1"`
	Dot      string         `json:"dot" rpc:"pattern=^.?$"`
	Unlisted string         `json:"unlisted"`
}

// A Name is a name.
type Name string

// A Level is one of three.
type Level int

// An Alias is another name for a list.
type Alias = []int

// Maybe has rules on fields that may be left out.
type Maybe struct {
	Pointer  *int       `json:"pointer" rpc:"min=1"`
	Double   **string   `json:"double" rpc:"min=2"`
	Empty    string     `json:"empty,omitempty" rpc:"min=2"`
	Zero     int        `json:"zero,omitzero" rpc:"min=2"`
	List     []int      `json:"list,omitempty" rpc:"min=2"`
	ZeroList []int      `json:"zeroList,omitzero" rpc:"min=2"`
	Required string     `json:"required" rpc:"max=1"`
	Items    *[]Item    `json:"items" rpc:"max=1"`
	Item     *Item      `json:"item"`
	Codes    *NewCodes  `json:"codes"`
	Whole    Item       `json:"whole,omitzero"`
	Code     parts.Code `json:"code,omitempty"`
}

// NewCodes are codes that check themselves, together too.
type NewCodes []parts.Code

// Validate refuses equal codes.
func (c NewCodes) Validate() error {
	if len(c) == 2 && c[0] == c[1] {
		return errors.New("the codes are equal")
	}
	return nil
}

// A Page is generic.
type Page[T any] struct {
	Size  int `json:"size" rpc:"max=10"`
	Items []T `json:"items"`
}

// Base is embedded.
type Base struct {
	Owner string `json:"owner" rpc:"min=1"`
}

// Validate is called once for each value that embeds a Base.
func (b *Base) Validate() error {
	if b.Owner == "nobody" {
		return errors.New("nobody owns nothing")
	}
	return nil
}

// Extra is embedded by pointer.
type Extra struct {
	Note string `json:"note" rpc:"max=3"`
}

// Deep holds what has rules in it.
type Deep struct {
	Base
	*Extra
	ByName  map[string]Item     `json:"byName"`
	ByID    map[int][]Item      `json:"byID"`
	Grid    [2][]parts.Price    `json:"grid"`
	Pointer []*Item             `json:"pointer"`
	Page    Page[Item]          `json:"page"`
	Pages   []Page[parts.Price] `json:"pages"`
	Codes   []parts.Code        `json:"codes"`
	Address struct {
		Zip  string `json:"zip" rpc:"pattern=^\\d{5}$"`
		Door *struct {
			Number int `json:"number" rpc:"min=1"`
		} `json:"door"`
	} `json:"address"`
}

// A Tree is recursive, through itself and through a list with a name.
type Tree struct {
	Name  string `json:"name" rpc:"min=1"`
	Left  *Tree  `json:"left"`
	Trees Forest `json:"trees"`
}

// A Forest has trees.
type Forest []Tree

// Free is checked nowhere, as only answers have it.
type Free struct {
	Name string `json:"name" rpc:"max=1"`
}
