package keywords

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Type(_ context.Context, v Type) (Type, error)        { return v, nil }
func (impl) Range(_ context.Context, from, to int) (int, error)  { return to - from, nil }
func (impl) String(context.Context) (string, error)              { return "s", nil }
func (impl) Error(_ context.Context, v Error) (Error, error)     { return v, nil }
func (impl) Close(context.Context) error                         { return nil }
func (impl) Call(_ context.Context, v string) (string, error)    { return v, nil }
func (impl) Handle(_ context.Context, v string) (string, error)  { return v, nil }
func (impl) Marshal(_ context.Context, v string) (string, error) { return v, nil }
func (impl) Client(_ context.Context, v string) (string, error)  { return v, nil }
func (impl) Init(_ context.Context, v string) (string, error)    { return v, nil }

func TestFunc(t *testing.T) {
	roundtrip.Run(t, RegisterFunc, Func(impl{}), NewFuncClient, func(t *testing.T, c *FuncClient) {
		roundtrip.Echo(t, c.Type, Type{"f", 1})
		n, err := c.Range(t.Context(), 1, 3)
		roundtrip.Same(t, err, n, 2)
		s, err := c.String(t.Context())
		roundtrip.Same(t, err, s, "s")
		roundtrip.Echo(t, c.Error, Error{"e"})
		if err := c.Close(t.Context()); err != nil {
			t.Error(err)
		}
		roundtrip.Echo(t, c.Call, "a")
		roundtrip.Echo(t, c.Handle, "b")
		roundtrip.Echo(t, c.Marshal, "c")
		roundtrip.Echo(t, c.Client, "d")
		roundtrip.Echo(t, c.Init, "e")
	})
}
