// Package anonymous has struct types without a name.
package anonymous

import (
	"context"
	"time"
)

//go:generate go tool rpcgen

// A Shop has anonymous structs inside.
type Shop struct {
	Address struct {
		Street string `json:"street"`
		City   struct {
			Name string
			Zip  int `json:"zip,omitempty"`
		} `json:"city"`
	} `json:"address"`
	Hours []struct{ From, To int } `json:"hours"`
	ByDay map[string]struct {
		Open bool `json:"open"`
	} `json:"byDay"`
	Owner *struct {
		Name string `json:"name"`
	} `json:"owner,omitempty"`
}

// Embedded is embedded in an anonymous struct.
type Embedded struct {
	A int `json:"a"`
}

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	Shop(ctx context.Context, shop Shop) (Shop, error)
	Point(ctx context.Context, p struct {
		X int `json:"x"`
		Y int `json:"y"`
	}) (struct {
		X int `json:"x"`
		Y int `json:"y"`
	}, error)
	Two(ctx context.Context, a struct{ N int }, b *struct{ N int }) (sum struct{ N int }, copied *struct{ N int }, err error)
	Lists(ctx context.Context, list []struct {
		At   time.Time      `json:"at,omitzero"`
		Tags map[string]any `json:"tags" yaml:"tags"`
	}) ([]struct {
		At   time.Time      `json:"at,omitzero"`
		Tags map[string]any `json:"tags" yaml:"tags"`
	}, error)
	Deep(ctx context.Context, m map[string]struct{ In []struct{ V *int } }) (map[string]struct{ In []struct{ V *int } }, error)
	With(ctx context.Context, v struct {
		Embedded
		B, C string
		Own  string `json:"-"`
	}) (struct {
		Embedded
		B, C string
		Own  string `json:"-"`
	}, error)
	Hidden(ctx context.Context, list []struct {
		Name   string
		secret int
	}) ([]struct {
		Name   string
		secret int
	}, error)
	Empty(ctx context.Context, nothing struct{}) (struct{}, error)
	Quoted(ctx context.Context, v []struct {
		N int `json:"a-b,string" x:"\"y\"\\"`
	}) (n int, err error)
}
