// Package maps has maps with all kinds of keys.
package maps

import (
	"context"
	"net/netip"
	"time"
)

//go:generate go tool rpcgen

// A Lang is a string with a name.
type Lang string

// A Code is an integer with a name.
type Code int32

// A Day is a key that writes itself as text.
type Day struct{ Year, Month int }

// MarshalText writes year and month.
func (d Day) MarshalText() ([]byte, error) {
	return []byte(time.Date(d.Year, time.Month(d.Month), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")), nil
}

// UnmarshalText reads year and month.
func (d *Day) UnmarshalText(text []byte) error {
	t, err := time.Parse("2006-01", string(text))
	if err == nil {
		d.Year, d.Month = t.Year(), int(t.Month())
	}
	return err
}

// A Counter is a named map.
type Counter map[Lang]int

// A Book is a value.
type Book struct {
	Title string `json:"title"`
}

// All has maps as fields.
type All struct {
	Counter Counter                  `json:"counter"`
	Books   map[Code][]Book          `json:"books"`
	Nested  map[string]map[Day]*Book `json:"nested"`
	Few     map[string]int           `json:"few,omitempty"`
	Ptr     *map[string]int          `json:"ptr,omitempty"`
	Set     map[string]struct{}      `json:"set"`
}

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	Strings(ctx context.Context, v map[string]string) (map[string]string, error)
	Langs(ctx context.Context, v map[Lang]Book) (map[Lang]Book, error)
	Ints(ctx context.Context, v map[int]string) (map[int]string, error)
	Int64s(ctx context.Context, v map[int64]string) (map[int64]string, error)
	Bytes(ctx context.Context, v map[uint8]bool) (map[uint8]bool, error)
	Uint64s(ctx context.Context, v map[uint64]bool) (map[uint64]bool, error)
	Codes(ctx context.Context, v map[Code]float64) (map[Code]float64, error)
	Days(ctx context.Context, v map[Day]int) (map[Day]int, error)
	Addrs(ctx context.Context, v map[netip.Addr][]string) (map[netip.Addr][]string, error)
	Counter(ctx context.Context, v Counter) (Counter, error)
	Pointers(ctx context.Context, v map[string]*Book) (map[string]*Book, error)
	List(ctx context.Context, v []map[string]int) ([]map[string]int, error)
	All(ctx context.Context, v All) (All, error)
}
