package aliases

import (
	"context"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/testdata/golden/enums/colors"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Read(_ context.Context, v string) (string, error)          { return v, nil }
func (impl) Octet(_ context.Context, v byte) (byte, error)             { return v, nil }
func (impl) Octets(_ context.Context, v []byte) ([]byte, error)        { return v, nil }
func (impl) Moment(_ context.Context, v time.Time) (time.Time, error)  { return v, nil }
func (impl) Hue(_ context.Context, v Hue) (Hue, error)                 { return v, nil }
func (impl) Tome(_ context.Context, v Book) (Book, error)              { return v, nil }
func (impl) Shape(_ context.Context, v Shape) (Shape, error)           { return v, nil }
func (impl) Anything(_ context.Context, v any) (any, error)            { return v, nil }
func (impl) Ptr(_ context.Context, v *Book) (*Book, error)             { return v, nil }
func (impl) Index(_ context.Context, v Index[int]) (Index[int], error) { return v, nil }
func (impl) Few(_ context.Context, v Few[string]) (Few[string], error) { return v, nil }
func (impl) Books(_ context.Context, v Books) (Books, error)           { return v, nil }
func (impl) Shelf(_ context.Context, v Shelf) (Shelf, error)           { return v, nil }
func (impl) Many(_ context.Context, v ...Book) ([]Book, error)         { return v, nil }

func TestEcho(t *testing.T) {
	register := func(server *runtime.Server) {
		RegisterAlias(server, impl{})
		RegisterEcho(server, impl{})
	}
	roundtrip.Clients(t, register, func(t *testing.T, client *runtime.Client) {
		roundtrip.Echo(t, NewAliasClient(client).Read, "", "a")

		c := NewEchoClient(client)
		roundtrip.Echo(t, c.Read, "", "a")
		roundtrip.Echo(t, c.Octet, 0, 255)
		roundtrip.Echo(t, c.Octets, Octets{}, Octets{0, 255})
		roundtrip.Echo(t, c.Moment, Moment{}, time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC))
		roundtrip.Echo(t, c.Hue, colors.Red)
		roundtrip.Echo(t, c.Tome, Tome{"Emma"})
		roundtrip.Echo(t, c.Shape, Shape{3})
		roundtrip.Echo(t, c.Anything, nil, any("a"), any(1.5))
		roundtrip.Echo(t, c.Ptr, nil, &Book{"Emma"})
		roundtrip.Echo(t, c.Index, Index[int]{}, Index[int]{"a": 1})
		roundtrip.Echo(t, c.Few, Few[string]{Items: []string{"a"}, Next: "b"})
		roundtrip.Echo(t, c.Books, Books{Items: []Book{{"Emma"}}})
		roundtrip.Echo(t, c.Shelf, Shelf{
			Tome: Book{"Emma"}, Made: time.Unix(1, 2).UTC(), Hue: colors.Green,
			Index: Index[Tome]{"e": {"Emma"}}, Shape: Shape{4}, Extra: "x",
		})
		many, err := c.Many(t.Context(), Book{"a"}, Book{"b"})
		roundtrip.Same(t, err, many, []Book{{"a"}, {"b"}})
	})
}
