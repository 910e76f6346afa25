// Package validation holds the code that docs/validation.md shows, so that it is compiled
// and run.
package validation

import (
	"context"
	"errors"
	"strings"

	"github.com/rpcgen/rpcgen/runtime"
)

//go:generate go tool rpcgen

// An OrderRequest is what Order takes.
type OrderRequest struct {
	runtime.BaseRequest
	ISBN  string `json:"isbn" rpc:"pattern=^\\d{13}$"`
	Count int    `json:"count" rpc:"min=1,max=100"`
	Gift  *Gift  `json:"gift"`
	Note  string `json:"note,omitempty" rpc:"min=5,max=200"`
}

// A Gift is how an order is wrapped.
type Gift struct {
	Paper string   `json:"paper" rpc:"oneof=plain striped dotted"`
	Names []string `json:"names" rpc:"max=3"`
}

// An OrderResponse is what Order returns.
type OrderResponse struct {
	runtime.BaseResponse
	Number int `json:"number"`
}

// Shop takes orders.
type Shop interface {
	Order(ctx context.Context, req *OrderRequest) (*OrderResponse, error)

	// Search finds books.
	//
	//rpcgen:check text min=3
	//rpcgen:check limit min=1,max=50
	Search(ctx context.Context, text string, limit int) (isbns []string, err error)
}

// ErrVoucher is for gifts to too many.
var ErrVoucher = &runtime.Error{Message: "take a voucher", Code: "VOUCHER"}

// Validate checks what no rule can say.
func (r *OrderRequest) Validate() error {
	if r.Gift != nil && r.Count > 10 {
		return ErrVoucher
	}
	return nil
}

// Validate refuses names that cannot be printed on a card.
func (g *Gift) Validate() error {
	for _, name := range g.Names {
		if strings.TrimSpace(name) == "" {
			return errors.New("Every name needs a letter.") //nolint:revive,staticcheck // it is what callers read
		}
	}
	return nil
}

type shop struct{}

func (shop) Order(context.Context, *OrderRequest) (*OrderResponse, error) {
	return &OrderResponse{Number: 1}, nil
}

func (shop) Search(context.Context, string, int) ([]string, error) { return nil, nil }
