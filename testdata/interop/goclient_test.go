package interop

import (
	"bufio"
	"context"
	"errors"
	"io"
	"math"
	"net/http/httptrace"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/testdata/interop/api"
)

// startTSRPC starts server.js and returns its URL. The server ends with its stdin.
func startTSRPC(t *testing.T) string {
	t.Helper()
	cmd := node(t.Context(), t, "server.js")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	port, err := lines.ReadString('\n')
	t.Cleanup(func() { // Context has ended the process by now, or stdin does
		_, copied := io.Copy(io.Discard, lines)
		_ = errors.Join(in.Close(), copied, cmd.Wait())
	})
	if err != nil {
		t.Fatal(err)
	}
	return "http://127.0.0.1:" + strings.TrimSpace(port) + "/"
}

func connect(t *testing.T, base string, opts ...httprpc.ClientOption) *api.InteropClient {
	t.Helper()
	client, err := httprpc.NewClient(base, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return api.NewInteropClient(client)
}

func someValues() api.Values {
	maybe := "there"
	return api.Values{
		Bool: true, Text: "text", Double: -0.1, Int: -(1<<53 - 1), Uint: math.MaxUint32,
		Bytes: []byte{0, 255, 62, 63}, When: time.UnixMilli(1577934245678).UTC(),
		List: []int{1, 2, 3}, Pair: [2]float64{0.5, 1e300}, Map: map[string]int{"a": 1, "ü": 2},
		ByNum: map[int]string{-1: "minus", 7: "seven"},
		Any:   map[string]any{"x": []any{1.0, "two", nil, true, map[string]any{"y": 0.5}}},
		Color: api.Blue, Level: api.High,
		Tree: api.Node{Name: "root", Kids: []api.Node{{Name: "leaf", Kids: []api.Node{}}}}, Maybe: &maybe,
	}
}

// TestServer calls a real TSRPC server with the generated client.
func TestServer(t *testing.T) {
	base := startTSRPC(t)
	client := connect(t, base)

	echo := func(t *testing.T, ctx context.Context, change func(*api.Values)) {
		v := someValues()
		change(&v)
		res, err := client.Echo(ctx, &api.EchoRequest{Values: v})
		if err != nil {
			t.Error(err)
		} else if !reflect.DeepEqual(res.Values, v) {
			t.Errorf("got  %+v\nwant %+v", res.Values, v)
		}
	}
	t.Run("every type", func(t *testing.T) { echo(t, t.Context(), func(*api.Values) {}) })
	t.Run("empty values", func(t *testing.T) {
		echo(t, t.Context(), func(v *api.Values) {
			*v = api.Values{
				Bytes: []byte{}, When: time.UnixMilli(0).UTC(), List: []int{}, Map: map[string]int{}, ByNum: map[int]string{},
				Any: "", Color: api.Red, Level: api.Low, Tree: api.Node{Kids: []api.Node{}},
			}
		})
	})
	t.Run("nil lists and maps", func(t *testing.T) {
		v := someValues()
		v.Bytes, v.List, v.Map, v.ByNum, v.Tree.Kids = nil, nil, nil, nil, nil
		res, err := client.Echo(t.Context(), &api.EchoRequest{Values: v})
		if err != nil || len(res.Values.List)+len(res.Values.Map)+len(res.Values.ByNum)+len(res.Values.Bytes) != 0 {
			t.Error(res, err)
		}
	})
	t.Run("unicode", func(t *testing.T) {
		text := "a\x00\x1f\"\\/<>&\u2028\u2029é漢😀\U0010FFFF\ufeff"
		echo(t, t.Context(), func(v *api.Values) { v.Text, v.Any = text, map[string]any{text: text} })
	})
	t.Run("1 MiB", func(t *testing.T) {
		echo(t, t.Context(), func(v *api.Values) {
			v.Text, v.Bytes = strings.Repeat("x", 1<<19), []byte(strings.Repeat("\xff\x00", 1<<17))
		})
	})
	t.Run("1000 calls at once", func(t *testing.T) {
		var calls sync.WaitGroup
		for i := range 1000 {
			calls.Go(func() { echo(t, t.Context(), func(v *api.Values) { v.Int = i }) })
		}
		calls.Wait()
	})
	t.Run("errors", func(t *testing.T) {
		for _, kind := range []string{"ApiError", "ServerError", "NetworkError", "ClientError", "number", "extra"} {
			want, got := new(runtime.Error), new(runtime.Error)
			errors.As(ownError(kind), &want)
			if want.Type == "" {
				want.Type = runtime.APIError
			}
			if kind == "extra" {
				want.Data["left"] = 2.0
				want.Data["info"] = map[string]any{"a": []any{1.0}}
			}
			err := client.Fail(t.Context(), kind)
			if !errors.As(err, &got) || got.Message != want.Message || got.Type != want.Type || got.Code != want.Code || len(want.Data) > 0 && !reflect.DeepEqual(got.Data, want.Data) {
				t.Errorf("%s: got %#v", kind, err)
			}
		}
		hasError(t, client.Fail(t.Context(), "other"), runtime.ServerError, runtime.CodeInternal)
	})
	t.Run("timeout of the server", func(t *testing.T) {
		hasError(t, client.Slow(t.Context()), runtime.ServerError, runtime.CodeServerTimeout)
	})
	t.Run("timeout", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		hasError(t, client.Slow(ctx), runtime.NetworkError, runtime.CodeTimeout)
	})
	t.Run("abort", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { cancel() }})
		hasError(t, client.Slow(ctx), runtime.NetworkError, runtime.CodeCanceled)
	})
	t.Run("validation", func(t *testing.T) {
		_, err := client.Echo(t.Context(), &api.EchoRequest{Values: api.Values{Color: "green", Level: api.Low}})
		var e *runtime.Error
		if !errors.As(err, &e) || e.Code != runtime.CodeInputData || e.Message != "Property `values.color`: `green` is not a valid enum member." {
			t.Errorf("got %#v", err)
		}
	})
	t.Run("unknown API", func(t *testing.T) {
		nowhere := runtime.NewMethod[api.ClearRequest, api.ClearResponse]("NotThere")
		other, err := httprpc.NewClient(base)
		if err != nil {
			t.Fatal(err)
		}
		_, err = nowhere.Call(t.Context(), other, &api.ClearRequest{})
		hasError(t, err, runtime.ServerError, runtime.CodeInputData)
	})
	t.Run("no handler", func(t *testing.T) {
		nowhere := runtime.NewMethod[api.ClearRequest, api.ClearResponse]("Nowhere")
		other, err := httprpc.NewClient(base)
		if err != nil {
			t.Fatal(err)
		}
		_, err = nowhere.Call(t.Context(), other, &api.ClearRequest{})
		hasError(t, err, runtime.ServerError, runtime.CodeUnhandledAPI)
	})
	t.Run("cookie and session", func(t *testing.T) { sevenSteps(t, base) })
}

func hasError(t *testing.T, err error, kind runtime.ErrorType, code any) {
	t.Helper()
	var e *runtime.Error
	if !errors.As(err, &e) || e.Type != kind || e.Code != code {
		t.Errorf("got %#v, want %s with %v", err, kind, code)
	}
}

// sevenSteps walks through the official example.
func sevenSteps(t *testing.T, base string) {
	jar := cookie.NewMemory()
	client := connect(t, base, httprpc.WithJar(jar))
	session := func(want string) *runtime.Cookie {
		t.Helper()
		res, err := client.Test(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if res.TestSession != nil {
			got = *res.TestSession
		}
		if got != want {
			t.Errorf("the session holds %q, want %q", got, want)
		}
		return res.Cookie
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	first := session("")
	must(client.SetSession(t.Context(), "Session 1"))
	session("Session 1")
	must(client.SetCookie(t.Context(), "Cookie 1"))
	got := session("Session 1")
	if got.SessionID != first.SessionID || got.Values["testCookie"] != "Cookie 1" {
		t.Error("the cookie did not come back")
	}
	if err := client.Fail(t.Context(), "number"); err == nil {
		t.Error("Fail does not")
	}
	_, err := client.Clear(t.Context(), &api.ClearRequest{})
	must(err)
	last := session("")
	if last.SessionID == "" || last.SessionID == first.SessionID || len(last.Values) != 0 {
		t.Error("Clear left something")
	}
}
