package runtime_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
)

// A call in the same program shares no cookie with its caller, in either direction.
func TestServeCallCopiesCookies(t *testing.T) {
	kept := &runtime.Cookie{Values: map[string]any{"a": "handler's"}}
	server, _ := newServer(func(_ context.Context, req *sayRequest) (*sayResponse, error) {
		req.Cookie.Values["a"] = "changed by the handler"
		res := &sayResponse{}
		res.Cookie = kept
		return res, nil
	})
	req := &sayRequest{}
	req.Cookie = &runtime.Cookie{Values: map[string]any{"a": "caller's"}}
	ret := server.ServeCall(t.Context(), say.Name(), req, "")
	if ret.Err != nil {
		t.Fatal(ret.Err)
	}
	if got := req.Cookie.Values["a"]; got != "caller's" {
		t.Errorf("the caller's cookie was %v", got)
	}
	ret.Response.(*sayResponse).Cookie.Values["a"] = "changed by the caller"
	if got := kept.Values["a"]; got != "handler's" {
		t.Errorf("the handler's cookie was %v", got)
	}
}

// What a client says about its time can only shorten the call.
func TestClientCannotLengthenATimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, _ := newServer(func(ctx context.Context, _ *sayRequest) (*sayResponse, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		begin := time.Now()
		in := runtime.Inbound{Method: say.Name(), Codec: codec.JSON, Data: []byte(`{"text":"x"}`), Timeout: time.Hour}
		err := server.Serve(t.Context(), in, func(out runtime.Outbound) error {
			if out.Err == nil || out.Err.Code != runtime.CodeServerTimeout {
				t.Errorf("got %v", out.Err)
			}
			return nil
		})
		if took := time.Since(begin); took != runtime.DefaultHandlerTimeout || err != nil {
			t.Errorf("the handler had %v, %v", took, err)
		}
	})
}
