package tsnames

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/testdata/golden/tsnames/other"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Constructor(_ context.Context, v string) (string, error) { return v, nil }
func (impl) Client(_ context.Context, v int) (int, error)            { return v, nil }
func (impl) Then(_ context.Context, v string) (string, error)        { return v, nil }
func (impl) Delete(_ context.Context, a, b, c, d, e string) (string, string, error) {
	return a + b + c, d + e, nil
}
func (impl) Call(_ context.Context, v map[string]int) (map[string]int, error) { return v, nil }
func (impl) Fields(_ context.Context, v Fields) (Fields, error)               { return v, nil }
func (impl) Types(_ context.Context, d Date, m Map, p Promise, r Record, e Error) (Date, Map, Promise, Record, Error, error) {
	return d, m, p, r, e, nil
}
func (impl) Runtime(_ context.Context, b Uint8Array, s Schema, m Method, j Jar, o CallOptions, e RpcError) (Uint8Array, Schema, Method, Jar, CallOptions, RpcError, error) {
	return b, s, m, j, o, e, nil
}
func (impl) Generic(_ context.Context, s String[string], d String[*Date], v void) (String[string], String[*Date], void, error) {
	return s, d, v, nil
}
func (impl) Twin(_ context.Context, a Fields, b other.Fields) (Fields, other.Fields, error) {
	return a, b, nil
}

type twin struct{}

func (twin) Client(_ context.Context, v int) (int, error) { return 2 * v, nil }
func (twin) Old(_ context.Context, v int) (int, error)    { return v, nil }

type set struct{}

func (set) Timeout(_ context.Context, ms int) (int, error) { return ms, nil }

func TestTypeScript(t *testing.T) {
	roundtrip.TypeScript(t, func(s *runtime.Server) {
		RegisterClient(s, impl{})
		RegisterTwin(s, twin{})
		RegisterSet(s, set{})
	})
}
