package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
	"github.com/rpcgen/rpcgen/testdata/bench/api"
)

// sent is the cookie of every call.
var sent = &runtime.Cookie{SessionID: "0123456789abcdef0123456789abcdef"}

func hundredRecords() []api.Record {
	records := make([]api.Record, 100)
	for i := range records {
		records[i] = api.Record{
			ID: int64(1_000_000 + i*37), Name: "User Name " + strconv.Itoa(1000+i),
			Email: "user" + strconv.Itoa(1000+i) + "@example.com", Tags: []string{"alpha", "epsilon", "theta"},
			CreatedAt: time.Date(2025, 1, 2, 3, 4, 5+i, 678_000_000, time.UTC),
			Balance:   float64(i*i)/100 + 12.25, Active: i%3 != 0,
		}
	}
	return records
}

func greeting() *api.GreetRequest {
	return &api.GreetRequest{BaseRequest: runtime.BaseRequest{Cookie: sent}, Name: "Ada Lovelace", N: 1234567}
}

func page() *api.ListResponse {
	return &api.ListResponse{BaseResponse: runtime.BaseResponse{Cookie: sent}, Records: hundredRecords()}
}

func BenchmarkEncode(b *testing.B) {
	for _, bench := range []struct {
		name     string
		v, plain any
	}{{"small", greeting(), plainGreeting()}, {"records", page(), plainPage()}} {
		var buf []byte
		loop(b, bench.name+"/rpcgen", func() (err error) {
			buf, err = codec.JSON.Append(buf[:0], bench.v)
			return err
		})
		var std bytes.Buffer
		encoder := json.NewEncoder(&std)
		loop(b, bench.name+"/encoding-json", func() error {
			std.Reset()
			return encoder.Encode(bench.plain)
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	decode[plainGreetRequest](b, "small", greeting())
	decode[plainListResponse](b, "records", page())
}

func decode[P, T any](b *testing.B, name string, v *T) {
	data, err := codec.JSON.Append(nil, v)
	if err != nil {
		b.Fatal(err)
	}
	loop(b, name+"/rpcgen", func() error { return codec.JSON.Decode(data, new(T)) })
	loop(b, name+"/encoding-json", func() error { return json.Unmarshal(data, new(P)) })
}

// BenchmarkHTTP makes calls over HTTP/1.1 on the loopback network. Net-http is what
// a person writes with net/http and encoding/json alone.
func BenchmarkHTTP(b *testing.B) {
	records := hundredRecords()
	ours := overHTTP(b, api.NewServer(records, nil), false)
	theirs := newByHand(b, records)
	for _, bench := range methods(records) {
		loop(b, bench.name+"/rpcgen", func() error { return bench.ours(ours) })
		loop(b, bench.name+"/net-http", func() error { return bench.byHand(theirs) })
	}
}

// BenchmarkInproc makes calls in one program. Function is the handler called as a
// Go function.
func BenchmarkInproc(b *testing.B) {
	server := api.NewServer(nil, nil)
	greet := methods(nil)[0].ours
	for _, bench := range []struct {
		name string
		opts []inproc.Option
	}{
		{"json", nil},
		{"json-inline", []inproc.Option{inproc.Inline()}},
		{"json-nojar", []inproc.Option{inproc.WithJar(nil)}},
		{"direct", []inproc.Option{inproc.Direct()}},
		{"direct-inline", []inproc.Option{inproc.Direct(), inproc.Inline()}},
		{"direct-nojar", []inproc.Option{inproc.Direct(), inproc.WithJar(nil)}},
	} {
		client := api.NewBenchClient(inproc.NewClient(server, bench.opts...))
		loop(b, "small/"+bench.name, func() error { return greet(client) })
	}
	bare := api.NewHandlers(nil)
	loop(b, "small/function", func() error { return greet(bare) })
}

// BenchmarkSession compares a counter in the caller's session with a call without
// sessions, over HTTP and in one program.
func BenchmarkSession(b *testing.B) {
	store := memstore.New()
	manager := session.NewManager(store)
	b.Cleanup(func() {
		if err := manager.Close(context.Background()); err != nil {
			b.Error(err)
		}
		_ = store.Close()
	})
	without, with := api.NewServer(nil, nil), api.NewServer(nil, manager)
	call := func(client api.Bench, f func(api.Bench, context.Context, *api.GreetRequest) (*api.GreetResponse, error)) func() error {
		return func() error { // the cookie is in the jar
			_, err := f(client, context.Background(), &api.GreetRequest{Name: "Ada Lovelace", N: 1})
			return err
		}
	}
	loop(b, "http/counter", call(overHTTP(b, with, true), api.Bench.Count))
	loop(b, "http/without", call(overHTTP(b, without, true), api.Bench.Greet))
	loop(b, "inproc/counter", call(api.NewBenchClient(inproc.NewClient(with)), api.Bench.Count))
	loop(b, "inproc/without", call(api.NewBenchClient(inproc.NewClient(without)), api.Bench.Greet))
}

// TestCalls makes each call once, so that the benchmarks' calls are tested with the
// other tests.
func TestCalls(t *testing.T) {
	records := hundredRecords()
	ours, theirs := overHTTP(t, api.NewServer(records, nil), false), newByHand(t, records)
	for _, m := range methods(records) {
		if err := m.ours(ours); err != nil {
			t.Error(err)
		}
		if err := m.byHand(theirs); err != nil {
			t.Error(err)
		}
	}
}

func loop(b *testing.B, name string, f func() error) {
	b.Run(name, func(b *testing.B) {
		if err := f(); err != nil { // the first one finds connections and codecs
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			if err := f(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

type method struct {
	name   string
	ours   func(api.Bench) error
	byHand func(*byHand) error
}

// methods returns a call of each method that needs no session, with its answer
// checked.
func methods(records []api.Record) []method {
	base := runtime.BaseRequest{Cookie: sent}
	upload := &api.UploadRequest{BaseRequest: base, Records: records}
	list := &api.ListRequest{BaseRequest: base, Page: 3, Size: 100}
	good := func(good bool, err error) error {
		if err == nil && !good {
			err = errors.New("a wrong answer")
		}
		return err
	}
	ctx := context.Background()
	return []method{
		{"small", func(b api.Bench) error {
			res, err := b.Greet(ctx, greeting())
			return good(err == nil && res.Greeting == "Hello, Ada Lovelace!" && res.N == 1234567, err)
		}, func(c *byHand) error {
			var res plainGreetResponse
			err := c.post("Greet", plainGreeting(), &res)
			return good(res.Greeting == "Hello, Ada Lovelace!" && res.N == 1234567 && res.Cookie.came(), err)
		}},
		{"list", func(b api.Bench) error {
			res, err := b.List(ctx, list)
			return good(err == nil && len(res.Records) == len(records), err)
		}, func(c *byHand) error {
			var res plainListResponse
			err := c.post("List", &plainListRequest{plainSent, 3, 100}, &res)
			return good(len(res.Records) == len(records) && res.Cookie.came(), err)
		}},
		{"upload", func(b api.Bench) error {
			res, err := b.Upload(ctx, upload)
			return good(err == nil && res.Count == len(records), err)
		}, func(c *byHand) error {
			var res plainUploadResponse
			err := c.post("Upload", &plainUploadRequest{plainSent, records}, &res)
			return good(res.Count == len(records) && res.Cookie.came(), err)
		}},
	}
}

func overHTTP(b testing.TB, server *runtime.Server, jar bool) *api.BenchClient {
	handler, err := httprpc.NewHandler(server)
	if err != nil {
		b.Fatal(err)
	}
	base := listen(b, func(ctx context.Context, l net.Listener) error { return httprpc.Serve(ctx, l, handler) })
	opts := []httprpc.ClientOption{httprpc.WithJar(nil)}
	if jar {
		opts = []httprpc.ClientOption{httprpc.WithJar(cookie.NewMemory())}
	}
	client, err := httprpc.NewClient(base, opts...)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(client.CloseIdleConnections)
	return api.NewBenchClient(client)
}

// listen serves on a free port until the benchmark ends.
func listen(b testing.TB, serve func(context.Context, net.Listener) error) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serve(ctx, l) }()
	b.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			b.Error(err)
		}
	})
	return "http://" + l.Addr().String() + "/"
}
