// Package api has a service with types of every kind, to compare what documents say of them
// with what the server takes.
package api

import (
	"context"
	"encoding/json"
	"net/netip"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

//go:generate go tool rpcgen .

// A State says where a book is. <script>alert(1)</script> | `code`
type State string

// The states.
const (
	In  State = "in"  // in the library
	Out State = "out" // lent
)

// Rights are bits.
type Rights uint8

// The rights.
const (
	Read Rights = 1 << iota
	Write
)

// A Base is embedded.
type Base struct {
	// ID is a number.
	//
	// Example: 17
	ID int64 `json:"id"`
	// Note says something.
	//
	// Example: a note "in quotes"
	Note *string `json:"note"`
}

// Everything has a field of each kind.
type Everything struct {
	Base
	*Extra
	State   State              `json:"state"`
	Rights  Rights             `json:"rights"`
	Flag    bool               `json:"flag"`
	Small   int8               `json:"small"`
	Big     uint64             `json:"big"`
	Ratio   float64            `json:"ratio"`
	Due     time.Time          `json:"due"`
	After   time.Duration      `json:"after"`
	Data    []byte             `json:"data"`
	Tags    []string           `json:"tags"`
	Pair    [2]int             `json:"pair"`
	ByName  map[string]*Base   `json:"byName"`
	ByDay   map[int]string     `json:"byDay"`
	Any     any                `json:"any"`
	Raw     json.RawMessage    `json:"raw"`
	Addr    netip.Addr         `json:"addr"`
	Quoted  int                `json:"quoted,string"`
	Maybe   *bool              `json:"maybe,string"`
	Left    string             `json:"left,omitempty"`
	Next    *Everything        `json:"next"`
	Several []*Everything      `json:"several"`
	Inner   struct{ X, Y int } `json:"inner"`
	Page    Page[Base]         `json:"page"`
	Odd     int                `json:"$odd|name"`
}

// Extra is embedded by pointer.
type Extra struct {
	More string `json:"more"`
}

// A Page is generic.
type Page[T any] struct {
	Items []T `json:"items"`
}

// Request is the author's own, with rules.
type Request struct {
	runtime.BaseRequest
	Name  string         `json:"name" rpc:"min=1,max=5,pattern=^[a-zA-Q=./]+$"`
	Days  int            `json:"days" rpc:"min=-1,max=299"`
	Ratio *float64       `json:"ratio" rpc:"max=1.5"`
	Lang  *string        `json:"lang" rpc:"oneof=text de"`
	Level int            `json:"level" rpc:"oneof=-1 7"`
	Tags  []string       `json:"tags" rpc:"min=1,max=2"`
	Map   map[string]any `json:"map" rpc:"max=1"`
}

// Response is the author's own.
type Response struct {
	runtime.BaseResponse
	Name string `json:"name"`
}

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	// All takes one struct, which is the message. See [Echo.Loose] and [Everything].
	//
	//	code * here
	All(ctx context.Context, v Everything) (Everything, error)
	// Loose takes several parameters | with a bar.
	Loose(ctx context.Context, n int32, s *string, names ...string) (m int32, t *string, list []string, err error)
	// Own has messages that the author wrote.
	//
	// Deprecated: Use Loose.
	Own(ctx context.Context, req *Request) (*Response, error)
	// Nothing takes nothing.
	Nothing() error
}
