package pointers

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Int(_ context.Context, v *int) (*int, error)                       { return v, nil }
func (impl) String(_ context.Context, v *string) (*string, error)              { return v, nil }
func (impl) Book(_ context.Context, v *Book) (*Book, error)                    { return v, nil }
func (impl) Draft(_ context.Context, v *Draft) (*Draft, error)                 { return v, nil }
func (impl) Double(_ context.Context, v **int) (**int, error)                  { return v, nil }
func (impl) DoubleBook(_ context.Context, v **Book) (**Book, error)            { return v, nil }
func (impl) Slice(_ context.Context, v *[]string) (*[]string, error)           { return v, nil }
func (impl) Slices(_ context.Context, v []*string) ([]*string, error)          { return v, nil }
func (impl) Map(_ context.Context, v *map[string]int) (*map[string]int, error) { return v, nil }
func (impl) Named(_ context.Context, v IntPtr) (IntPtr, error)                 { return v, nil }
func (impl) Shelf(_ context.Context, v *Shelf) (*Shelf, error)                 { return v, nil }
func (impl) Two(_ context.Context, a *Book, b *Draft) (*Book, *Draft, error)   { return a, b, nil }

func TestEcho(t *testing.T) {
	roundtrip.Run(t, RegisterEcho, Echo(impl{}), NewEchoClient, func(t *testing.T, c *EchoClient) {
		book := &Book{"Emma"}
		seven := new(7)
		roundtrip.Echo(t, c.Int, nil, new(0), seven)
		roundtrip.Echo(t, c.String, nil, new(""), new("a"))
		roundtrip.Echo(t, c.Book, nil, &Book{}, book)
		roundtrip.Echo(t, c.Draft, nil, &Draft{}, &Draft{Next: &Draft{Pages: seven}})
		roundtrip.Echo(t, c.Double, nil, &seven)
		roundtrip.Echo(t, c.DoubleBook, nil, &book)
		roundtrip.Echo(t, c.Slice, nil, &[]string{}, &[]string{"a"})
		roundtrip.Echo(t, c.Slices, []*string{}, []*string{nil, new("a")})
		roundtrip.Echo(t, c.Map, nil, &map[string]int{}, &map[string]int{"a": 1})
		roundtrip.Echo(t, c.Named, nil, seven)

		// A pointer to a nil pointer is a nil pointer, one to a nil slice one to an
		// empty slice.
		var none *int
		roundtrip.Becomes(t, c.Double, &none, nil)
		roundtrip.Becomes(t, c.Slice, new([]string), &[]string{})

		second := &book
		roundtrip.Becomes(t, c.Shelf, &Shelf{}, &Shelf{Books: []*Book{}})
		roundtrip.Echo(t, c.Shelf, nil, &Shelf{
			Int: seven, Text: new("t"), Book: book, Draft: &Draft{}, Double: &seven, Triple: &second,
			List: &[]string{"l"}, Map: &map[string]*Book{"a": nil, "b": book}, Books: []*Book{nil, book}, Any: new(any("x")),
		})

		a, b, err := c.Two(t.Context(), nil, nil)
		roundtrip.Same(t, err, roundtrip.List{a, b}, roundtrip.List{(*Book)(nil), (*Draft)(nil)})
		a, b, err = c.Two(t.Context(), book, &Draft{})
		roundtrip.Same(t, err, roundtrip.List{a, b}, roundtrip.List{book, &Draft{}})
	})
}
