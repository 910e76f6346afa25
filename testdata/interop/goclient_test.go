package interop

import (
	"bufio"
	"context"
	"encoding/json"
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

// startTSRPC starts server.js and returns its URL.
func startTSRPC(t *testing.T) string {
	t.Helper()
	return startServer(t, "server.js")
}

// startServer starts a script that is a server, writes its port, and ends with its stdin.
// It returns the URL.
func startServer(t *testing.T, args ...string) string {
	t.Helper()
	cmd := node(t.Context(), t, args...)
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

func everything() api.Every {
	const most = 1<<53 - 1
	one, zero, quoted, seven := 1, 0, int64(7), 7
	day := time.UnixMilli(1577934245678).UTC()
	inner := &api.Inner{N: 2}
	empty, blob, list := api.Hue(""), []byte{1}, []int{2}
	warm := api.Warm
	v := api.Every{
		Sizes: api.Sizes{
			Int8: -128, Int16: 32767, Int32: -1 << 31, Int64: most, Uint8: 255, Uint16: 65535, Uint32: math.MaxUint32, Uint64: most,
			Uintptr: 1, Float32: 0.5,
		},
		Extra:  &api.Extra{Note: "a note", Seen: &day},
		Quoted: api.Quoted{Int: math.MinInt64, Uint: math.MaxUint64, Float: 0.5, Bool: true, Text: "text", Maybe: &quoted},
		Absent: api.Absent{
			Text: "a", Number: 1, List: []int{1}, Map: map[string]int{"a": 1}, When: day, Inner: api.Inner{N: 1}, Pointer: &zero, Deep: &inner,
			Bytes: &blob, Listed: &list, Hue: api.Warm, MaybeBe: &empty, Raw: json.RawMessage(`[1,null]`),
		},
		Lists: api.Lists{
			Texts: []string{"", "b"}, Nested: [][]int16{{}, {-32768}}, Structs: []api.Inner{{N: 1}}, Pointers: []*api.Inner{nil, {N: 1}},
			Times: []time.Time{day}, Blobs: [][]byte{{}, {255}}, Floats: []float32{0.25}, Two: [2]api.Inner{{N: 1}, {N: 2}},
			Maybe: [3]*int{nil, &zero, &one}, Five: [5]uint16{1, 2, 3, 4, 5}, Octets: [4]uint8{127, 0, 0, 1},
			Grid: [2][2]string{{"a", "b"}, {"c", "d"}},
		},
		Maps: api.Maps{
			Texts: map[string]string{"": "empty", " ": "space"}, Structs: map[string]api.Inner{"a": {N: 1}},
			Pointers: map[string]*api.Inner{"a": nil, "b": {N: 1}}, Lists: map[string][]string{"a": {}, "b": {"c"}},
			Maps: map[string]map[int64]bool{"a": {-most: true}}, Int8: map[int8]string{-128: "least"}, Uint64: map[uint64]time.Time{most: day},
			ByHue: map[api.Hue]int{api.Warm: 1}, ByFlags: map[api.Flags]int{api.Read | api.Write: 1}, ByPoint: map[api.Point]int{{X: 1, Y: 2}: 3},
			Blobs: map[string][]byte{"a": {1, 2, 3}}, Anys: map[string]any{"a": nil, "b": []any{1.0, map[string]any{}}},
		},
		Named: api.Named{
			Title: "T", Count: 7, Blob: api.Blob{9}, Titles: api.Titles{"a"}, Took: 1500 * time.Millisecond, Pair: api.Pair{1, 2},
			Alias: api.Inner{N: 3}, Instant: day, Number: "12.5",
		},
		Own:    api.Own{Point: api.Point{X: 1, Y: 2}, Points: &api.Point{X: -3, Y: 4}, Anyhow: api.Anyhow{List: []int{1, 2}}},
		Page:   api.Page[api.Node]{Items: []api.Node{{Name: "a", Kids: []api.Node{}}}, Next: &seven},
		Pages:  api.Page[api.Page[api.Hue]]{Items: []api.Page[api.Hue]{{Items: []api.Hue{api.Cold, ""}}}},
		Halves: api.Either[int, api.Hue]{Left: &one, Right: &warm},
		Tree:   &api.Tree{Left: &api.Tree{Left: &api.Tree{Value: 1}, Value: 2}, Value: 3},
		Forest: api.Forest{{}, {{}}}, Graph: api.Graph{"a": {}, "b": {"c": {}}},
		Raw: json.RawMessage(`{"a":[1,2.5,null]}`), Any: []any{map[string]any{"b": "c"}}, Anys: []any{1.0, "a", true, []any{}, map[string]any{}},
		Hues: []api.Hue{api.Warm, ""}, Flags: api.Read | api.Exec,
	}
	v.Literal.X, v.Literal.Y = 1, "y"
	v.Odd.Dash, v.Odd.Quote, v.Odd.Class, v.Odd.Digit = 1, 2, 3, 4
	return v
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
	t.Run("every type", func(t *testing.T) {
		echo(t, t.Context(), func(*api.Values) {})
		if got, err := client.Types(t.Context(), everything()); err != nil || !reflect.DeepEqual(got, everything()) {
			t.Errorf("%v\ngot  %+v\nwant %+v", err, got, everything())
		}
	})
	t.Run("zero values", func(t *testing.T) {
		first, err := client.Types(t.Context(), api.Every{Named: api.Named{Number: "0"}})
		if err != nil {
			t.Fatal(err)
		}
		if again, err := client.Types(t.Context(), first); err != nil || !reflect.DeepEqual(again, first) {
			t.Errorf("%v\ngot  %+v\nwant %+v", err, again, first)
		}
	})
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
	t.Run("calls at once with a cookie", func(t *testing.T) { callsAtOnce(t, base) })
	t.Run("clients with cookies of their own", func(t *testing.T) {
		one, two := connect(t, base, httprpc.WithJar(cookie.NewMemory())), connect(t, base, httprpc.WithJar(cookie.NewMemory()))
		if err := errors.Join(one.SetSession(t.Context(), "one"), two.SetSession(t.Context(), "two")); err != nil {
			t.Fatal(err)
		}
		for client, want := range map[*api.InteropClient]string{one: "one", two: "two"} {
			if res, err := client.Test(t.Context()); err != nil || res.TestSession == nil || *res.TestSession != want {
				t.Error(res, err)
			}
		}
	})
}

// callsAtOnce expects that calls at the same time do not undo what another has put into
// the cookie, although the server answers each with what that call has sent.
func callsAtOnce(t *testing.T, base string) {
	client := connect(t, base, httprpc.WithJar(cookie.NewMemory()))
	if err := client.SetSession(t.Context(), "all"); err != nil {
		t.Fatal(err)
	}
	before, err := client.Test(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var calls sync.WaitGroup
	for i := range 100 {
		calls.Go(func() {
			if i == 50 {
				if err := client.SetCookie(t.Context(), "kept"); err != nil {
					t.Error(err)
				}
				return
			}
			res, err := client.Test(t.Context())
			if err != nil || res.TestSession == nil || *res.TestSession != "all" {
				t.Error(res, err)
			}
		})
	}
	calls.Wait()
	after, err := client.Test(t.Context())
	if err != nil || after.Cookie.SessionID != before.Cookie.SessionID || after.Cookie.Values["testCookie"] != "kept" {
		t.Error(after, err)
	}
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
