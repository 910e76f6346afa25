package noctx

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct {
	pings int
	sizes map[string]int
}

func (i *impl) Ping() error                      { i.pings++; return nil }
func (i *impl) Save(name string, size int) error { i.sizes[name] = size; return nil }
func (i *impl) Size(name string) (int, error)    { return i.sizes[name], nil }
func (i *impl) Fail(context.Context) error       { return errors.New("the reason stays on the server") }
func (i *impl) Names() (names []string, err error) {
	for name := range i.sizes {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

// Half fails for odd numbers, and then returns a result beside the error.
func (i *impl) Half(_ context.Context, n int) (int, error) {
	if n%2 != 0 {
		return n / 2, &runtime.Error{Message: "odd", Type: runtime.APIError, Code: "ODD", Data: map[string]any{"n": n}}
	}
	return n / 2, nil
}

func TestPlain(t *testing.T) {
	i := &impl{sizes: map[string]int{}}
	roundtrip.Run(t, RegisterPlain, Plain(i), NewPlainClient, func(t *testing.T, c *PlainClient) {
		*i = impl{sizes: map[string]int{}}

		err := c.Ping()
		roundtrip.Same(t, err, i.pings, 1)

		names, err := c.Names()
		roundtrip.Same(t, err, names, []string{})

		err = c.Save("a", 12)
		roundtrip.Same(t, err, i.sizes, map[string]int{"a": 12})

		size, err := c.Size("a")
		roundtrip.Same(t, err, size, 12)

		names, err = c.Names()
		roundtrip.Same(t, err, names, []string{"a"})

		err = c.Fail(t.Context())
		var e *runtime.Error
		if !errors.As(err, &e) || e.Type != runtime.ServerError || e.Code != runtime.CodeInternal {
			t.Errorf("Fail: %#v", err)
		}

		half, err := c.Half(t.Context(), 4)
		roundtrip.Same(t, err, half, 2)

		// A result beside an error does not travel.
		half, err = c.Half(t.Context(), 5)
		if !errors.As(err, &e) || e.Message != "odd" || e.Code != "ODD" || e.Data["n"] != 5.0 || half != 0 {
			t.Errorf("Half: %d, %#v", half, err)
		}
	})
}
