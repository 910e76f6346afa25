package marshalers

import (
	"context"
	"math/big"
	"net"
	"net/netip"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Money(_ context.Context, v Money) (Money, error)                { return v, nil }
func (impl) Range(_ context.Context, v Range) (Range, error)                { return v, nil }
func (impl) RangePtr(_ context.Context, v *Range) (*Range, error)           { return v, nil }
func (impl) Version(_ context.Context, v Version) (Version, error)          { return v, nil }
func (impl) Path(_ context.Context, v Path) (Path, error)                   { return v, nil }
func (impl) Paths(_ context.Context, v ...*Path) ([]*Path, error)           { return v, nil }
func (impl) Level(_ context.Context, v Level) (Level, error)                { return v, nil }
func (impl) Names(_ context.Context, v Names) (Names, error)                { return v, nil }
func (impl) Wrapped(_ context.Context, v Wrapped) (Wrapped, error)          { return v, nil }
func (impl) Big(_ context.Context, v *big.Int) (*big.Int, error)            { return v, nil }
func (impl) BigValue(_ context.Context, v big.Int) (big.Int, error)         { return v, nil }
func (impl) Float(_ context.Context, v *big.Float) (string, error)          { return v.String(), nil }
func (impl) Prefix(_ context.Context, v netip.Prefix) (netip.Prefix, error) { return v, nil }
func (impl) IP(_ context.Context, v net.IP) (net.IP, error)                 { return v, nil }
func (impl) All(_ context.Context, v All) (All, error)                      { return v, nil }

func TestEcho(t *testing.T) {
	roundtrip.Run(t, RegisterEcho, Echo(impl{}), NewEchoClient, func(t *testing.T, c *EchoClient) {
		huge, _ := new(big.Int).SetString("-123456789012345678901234567890", 10)
		roundtrip.Echo(t, c.Money, Money{}, Cents(-12))
		roundtrip.Echo(t, c.Range, Range{}, Range{1, 2})
		roundtrip.Echo(t, c.RangePtr, nil, &Range{1, 2})
		roundtrip.Echo(t, c.Version, Version{}, Version{1, 26})
		roundtrip.Echo(t, c.Path, Path{[]string{"a", "b"}})
		roundtrip.Echo(t, c.Level, 0, 3)
		roundtrip.Echo(t, c.Names, Names{"a", "b"})
		roundtrip.Echo(t, c.Wrapped, Wrapped{Cents(5)})
		roundtrip.Echo(t, c.Big, nil, big.NewInt(0), huge)
		roundtrip.Echo(t, c.BigValue, *big.NewInt(7), *huge)
		roundtrip.Echo(t, c.Prefix, netip.MustParsePrefix("10.0.0.0/8"))
		roundtrip.Echo(t, c.IP, net.IPv4(10, 0, 0, 1), net.IPv6loopback)

		text, err := c.Float(t.Context(), big.NewFloat(1.5))
		roundtrip.Same(t, err, text, "1.5")
		paths, err := c.Paths(t.Context(), &Path{[]string{"a"}}, nil)
		roundtrip.Same(t, err, paths, []*Path{{[]string{"a"}}, nil})

		roundtrip.Echo(t, c.All, All{
			Money: Cents(1), Range: Range{2, 3}, Version: Version{4, 5}, Path: Path{[]string{"p"}}, Level: 2,
			Names: Names{"n"}, Big: *huge, Ptr: &Money{6}, Text: &Version{7, 8}, List: []Range{{9, 10}},
			Map: map[Level]Version{1: {11, 12}}, Paths: map[string]Path{"p": {[]string{"q"}}},
		})
	})
}
