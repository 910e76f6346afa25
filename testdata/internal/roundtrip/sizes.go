package roundtrip

import (
	"context"
	"maps"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

// A Size is how many bytes of JSON a call of a method sends and returns.
type Size struct{ Request, Response int }

// Sizes expects the calls that test makes to have the sizes of want, by the names of
// the methods. Its other arguments are those of Run.
func Sizes[S, C any](t *testing.T, register func(*runtime.Server, S), impl S, newClient func(*runtime.Client) C, test func(C), want map[string]Size) {
	t.Helper()
	got := map[string]Size{}
	length := func(message any) int {
		text, err := codec.JSON.Append(nil, message)
		if err != nil {
			t.Error(err)
		}
		return len(text)
	}
	measure := func(next runtime.CallFunc) runtime.CallFunc {
		return func(ctx context.Context, call *runtime.Call) error {
			request := length(call.Request)
			if err := next(ctx, call); err != nil {
				t.Errorf("%s: %v", call.Method, err)
				return err
			}
			got[call.Method] = Size{request, length(call.Response)}
			return nil
		}
	}
	server := runtime.NewServer()
	register(server, impl)
	test(newClient(inproc.NewClient(server, inproc.With(runtime.WithClientInterceptors(measure)))))
	if !maps.Equal(got, want) {
		t.Errorf("the methods write %+v, want %+v", got, want)
	}
}
