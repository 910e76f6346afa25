package transporttest_test

import (
	"context"
	"testing"

	"go.uber.org/goleak"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
	"github.com/rpcgen/rpcgen/runtime/transport/transporttest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A loop is the least that a transport can be: a goroutine for each call.
type loop struct{ server *runtime.Server }

func (loop) Origin() string { return "loop://server" }

func (l loop) RoundTrip(ctx context.Context, call *runtime.Call) error {
	request, err := call.Encode(ctx, codec.JSON, nil)
	if err != nil {
		return err
	}
	if int64(len(request)) > l.server.MaxRequest(call.Method) {
		return &runtime.Error{Message: "the request is too large", Type: runtime.ServerError, Code: runtime.CodeTooLarge}
	}
	answers := make(chan []byte, 1)
	in := runtime.Inbound{Method: call.Method, Codec: codec.JSON, Data: request, Peer: "loop", Header: call.SentHeader()}
	go l.server.Serve(ctx, in, func(out runtime.Outbound) error {
		answers <- out.Data
		return nil
	})
	select {
	case answer := <-answers:
		return call.Decode(ctx, codec.JSON, answer)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func TestLoop(t *testing.T) {
	transporttest.Run(t, func(_ *testing.T, server *runtime.Server, opts ...runtime.ClientOption) *runtime.Client {
		return runtime.NewClient(loop{server}, opts...)
	}, transporttest.Options{})
}
