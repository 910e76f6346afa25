package runtime_test

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
)

type drawer struct{ kept, keep string }

func (d *drawer) Kept() string       { return d.kept }
func (d *drawer) Keep(secret string) { d.keep = secret }

// A transport's keeper reaches the nodes of its call, and no other call's.
func TestKeeper(t *testing.T) {
	server := runtime.NewServer()
	var seen runtime.Keeper
	say.Handle(server, func(ctx context.Context, _ *sayRequest) (*sayResponse, error) {
		seen = runtime.CallFrom(ctx).Keeper()
		return nil, nil
	})
	d := &drawer{kept: "half"}
	in := runtime.Inbound{Method: say.Name(), Codec: codec.JSON, Data: []byte(`{"text":"x"}`), Keeper: d}
	if err := server.Serve(t.Context(), in, func(runtime.Outbound) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if seen != d {
		t.Errorf("the handler saw %v", seen)
	}
	in.Keeper = nil
	if err := server.Serve(t.Context(), in, func(runtime.Outbound) error { return nil }); err != nil || seen != nil {
		t.Errorf("without a keeper: %v, %v", seen, err)
	}
	seen = d
	if ret := server.ServeCall(t.Context(), say.Name(), &sayRequest{}, ""); ret.Err != nil || seen != nil {
		t.Errorf("in process: %v, %v", seen, ret.Err)
	}
}
