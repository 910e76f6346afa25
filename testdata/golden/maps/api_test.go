package maps

import (
	"context"
	"math"
	"net/netip"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Strings(_ context.Context, v map[string]string) (map[string]string, error) { return v, nil }
func (impl) Langs(_ context.Context, v map[Lang]Book) (map[Lang]Book, error)           { return v, nil }
func (impl) Ints(_ context.Context, v map[int]string) (map[int]string, error)          { return v, nil }
func (impl) Int64s(_ context.Context, v map[int64]string) (map[int64]string, error)    { return v, nil }
func (impl) Bytes(_ context.Context, v map[uint8]bool) (map[uint8]bool, error)         { return v, nil }
func (impl) Uint64s(_ context.Context, v map[uint64]bool) (map[uint64]bool, error)     { return v, nil }
func (impl) Codes(_ context.Context, v map[Code]float64) (map[Code]float64, error)     { return v, nil }
func (impl) Days(_ context.Context, v map[Day]int) (map[Day]int, error)                { return v, nil }
func (impl) Addrs(_ context.Context, v map[netip.Addr][]string) (map[netip.Addr][]string, error) {
	return v, nil
}
func (impl) Counter(_ context.Context, v Counter) (Counter, error)                    { return v, nil }
func (impl) Pointers(_ context.Context, v map[string]*Book) (map[string]*Book, error) { return v, nil }
func (impl) List(_ context.Context, v []map[string]int) ([]map[string]int, error)     { return v, nil }
func (impl) All(_ context.Context, v All) (All, error)                                { return v, nil }

func TestEcho(t *testing.T) {
	roundtrip.Run(t, RegisterEcho, Echo(impl{}), NewEchoClient, func(t *testing.T, c *EchoClient) {
		roundtrip.Echo(t, c.Strings, map[string]string{}, map[string]string{"": "empty", `"\`: "quoted", "ü": "wide", "__proto__": "x"})
		roundtrip.Echo(t, c.Langs, map[Lang]Book{"en": {"Emma"}})
		roundtrip.Echo(t, c.Ints, map[int]string{-1: "a", 0: "b", 10: "c", 9: "d"})
		roundtrip.Echo(t, c.Int64s, map[int64]string{math.MinInt64: "min", math.MaxInt64: "max"})
		roundtrip.Echo(t, c.Bytes, map[uint8]bool{0: true, 255: false})
		roundtrip.Echo(t, c.Uint64s, map[uint64]bool{math.MaxUint64: true})
		roundtrip.Echo(t, c.Codes, map[Code]float64{-7: 0.5})
		roundtrip.Echo(t, c.Days, map[Day]int{{2026, 1}: 1, {1999, 12}: 2})
		roundtrip.Echo(t, c.Addrs, map[netip.Addr][]string{netip.MustParseAddr("10.0.0.1"): {"a"}, netip.IPv6Loopback(): {}})
		roundtrip.Echo(t, c.Counter, Counter{}, Counter{"de": 3})
		roundtrip.Echo(t, c.Pointers, map[string]*Book{"nil": nil, "set": {"Emma"}})
		roundtrip.Echo(t, c.List, []map[string]int{{}, {"a": 1}})

		// Nil maps come back empty, at every depth.
		roundtrip.Becomes(t, c.Strings, nil, map[string]string{})
		roundtrip.Becomes(t, c.Counter, nil, Counter{})
		roundtrip.Becomes(t, c.List, []map[string]int{nil}, []map[string]int{{}})

		empty := All{Counter: Counter{}, Books: map[Code][]Book{}, Nested: map[string]map[Day]*Book{}, Set: map[string]struct{}{}}
		roundtrip.Becomes(t, c.All, All{}, empty)
		roundtrip.Echo(t, c.All, All{
			Counter: Counter{"a": 1}, Books: map[Code][]Book{1: {{"Emma"}}, 2: {}},
			Nested: map[string]map[Day]*Book{"x": {{2026, 2}: nil, {2026, 3}: {"Emma"}}},
			Few:    map[string]int{"f": 1}, Ptr: &map[string]int{}, Set: map[string]struct{}{"s": {}},
		})
	})
}
