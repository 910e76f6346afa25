package deprecated

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type old struct{}

func (old) Get(_ context.Context, s string) (string, error)          { return s, nil }
func (old) Undocumented(_ context.Context, s string) (string, error) { return s, nil }
func (old) Long(_ context.Context, s string) (string, error)         { return s, nil }
func (old) Block(_ context.Context, s string) (string, error)        { return s, nil }
func (old) Trailing(_ context.Context, s string) (string, error)     { return s, nil }
func (old) Directive(_ context.Context, s string) (string, error)    { return s, nil }

func TestOld(t *testing.T) {
	roundtrip.Run(t, RegisterOld, Old(old{}), NewOldClient, func(t *testing.T, c *OldClient) {
		roundtrip.Echo(t, c.Get, "a")
		roundtrip.Echo(t, c.Undocumented, "b")
		roundtrip.Echo(t, c.Long, "c")
		roundtrip.Echo(t, c.Block, "d")
		roundtrip.Echo(t, c.Trailing, "e")
		roundtrip.Echo(t, c.Directive, "f")
	})
}

type current struct{}

func (current) Get(_ context.Context, v Value) (Value, error) { return v, nil }

func TestNew(t *testing.T) {
	roundtrip.Run(t, RegisterNew, New(current{}), NewNewClient, func(t *testing.T, c *NewClient) {
		roundtrip.Echo(t, c.Get, Value{"v"})
	})
}
