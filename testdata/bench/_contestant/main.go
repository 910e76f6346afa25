// Contestants rpcgen-*: the stubs of package api, over httprpc and in process.
//
//	rpcgen-json          JSON over HTTP/1.1, cookies kept in the client's jar, as it is by default;
//	                     W2 with sessions in memory; W5 through the JSON codec
//	rpcgen-json-nojar    the same without a jar: the caller puts the cookie into each request, as
//	                     those of other contestants do; no W2, as nobody would keep the session's id
//	rpcgen-direct        W5 alone: values handed over
//	rpcgen-direct-nojar  the same without a jar
//	rpcgen-…-inline      without a jar, and with the handler in the goroutine of the caller
//
// The shell script ../run.sh puts this file and its api into a copy of the bench.
package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"

	"bench/host"
	"bench/httpx"
	"bench/payload"
	"bench/peers/rpcgen/api"
)

type peer struct {
	name                string
	direct, jar, inline bool
}

func (p peer) Name() string { return p.name }

func (p peer) Works() []payload.Work {
	switch {
	case p.direct || p.inline:
		return []payload.Work{payload.W5}
	case !p.jar:
		return []payload.Work{payload.W1, payload.W3, payload.W4, payload.W5}
	}
	return payload.All
}

// Serve serves W2 from a server with sessions and the others from one without.
func (p peer) Serve(ln net.Listener) error {
	plain, err := httprpc.NewHandler(api.NewServer(records(), nil))
	if err != nil {
		return err
	}
	counting, err := httprpc.NewHandler(api.NewServer(nil, session.NewManager(memstore.New())))
	if err != nil {
		return err
	}
	return httprpc.Serve(context.Background(), ln, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/Count") {
			counting.ServeHTTP(w, r)
			return
		}
		plain.ServeHTTP(w, r)
	}))
}

func (p peer) Dial(addr string, n int) ([]host.Caller, error) {
	if p.direct || p.inline {
		return nil, errors.New("in process only")
	}
	hc := httpx.Client(n)
	out := make([]host.Caller, n)
	for i := range out {
		c, err := p.caller(i, func(jar cookie.Jar) (*runtime.Client, error) {
			return httprpc.NewClient("http://"+addr+"/", httprpc.WithHTTPClient(hc), httprpc.WithJar(jar))
		})
		if err != nil {
			return nil, err
		}
		out[i] = c
	}
	return out, nil
}

func (p peer) InProc() (host.Caller, error) {
	server := api.NewServer(records(), nil)
	return p.caller(0, func(jar cookie.Jar) (*runtime.Client, error) {
		opts := []inproc.Option{inproc.WithJar(jar)}
		if p.direct {
			opts = append(opts, inproc.Direct())
		}
		if p.inline {
			opts = append(opts, inproc.Inline())
		}
		return inproc.NewClient(server, opts...), nil
	})
}

func records() []api.Record {
	rs := make([]api.Record, payload.Size)
	for i, r := range payload.Records(payload.Size) {
		rs[i] = api.Record(r)
	}
	return rs
}

type caller struct {
	plain, counting *api.BenchClient
	sent            *runtime.Cookie // what a caller without a jar sends
	sid, counted    string          // the session id, and that of W2
	records         []api.Record
}

// caller makes the i-th one, with a jar of its own that holds its session id.
func (p peer) caller(i int, dial func(cookie.Jar) (*runtime.Client, error)) (*caller, error) {
	c := &caller{sid: payload.SessionID(i), records: records()}
	own := &runtime.Cookie{SessionID: c.sid}
	if !p.jar {
		client, err := dial(nil)
		if err != nil {
			return nil, err
		}
		c.plain, c.sent = api.NewBenchClient(client), own
		return c, nil
	}
	jar := cookie.NewMemory()
	client, err := dial(jar)
	if err != nil {
		return nil, err
	}
	if err := jar.Merge(context.Background(), client.Origin(), nil, own); err != nil {
		return nil, err
	}
	c.plain = api.NewBenchClient(client)
	if client, err = dial(cookie.NewMemory()); err != nil { // the server makes its session id
		return nil, err
	}
	c.counting = api.NewBenchClient(client)
	return c, nil
}

func (c *caller) Call(w payload.Work) error {
	ctx := context.Background()
	base := runtime.BaseRequest{Cookie: c.sent}
	switch w {
	case payload.W2:
		r, err := c.counting.Count(ctx, &api.GreetRequest{Name: payload.Name, N: payload.N})
		if err != nil {
			return err
		}
		if c.counted == "" {
			c.counted = r.Cookie.SessionID
		}
		return payload.CheckGreet(w, r.Cookie.SessionID, c.counted, r.Greeting, r.N)
	case payload.W3:
		r, err := c.plain.List(ctx, &api.ListRequest{BaseRequest: base, Page: payload.Page, Size: payload.Size})
		if err != nil {
			return err
		}
		return payload.CheckCount(w, len(r.Records))
	case payload.W4:
		r, err := c.plain.Upload(ctx, &api.UploadRequest{BaseRequest: base, Records: c.records})
		if err != nil {
			return err
		}
		return payload.CheckCount(w, r.Count)
	}
	r, err := c.plain.Greet(ctx, &api.GreetRequest{BaseRequest: base, Name: payload.Name, N: payload.N})
	if err != nil {
		return err
	}
	return payload.CheckGreet(w, r.Cookie.SessionID, c.sid, r.Greeting, r.N)
}

func main() {
	host.Main(peer{name: "rpcgen-json", jar: true}, peer{name: "rpcgen-json-nojar"},
		peer{name: "rpcgen-direct", jar: true, direct: true}, peer{name: "rpcgen-direct-nojar", direct: true},
		peer{name: "rpcgen-json-inline", inline: true}, peer{name: "rpcgen-direct-inline", direct: true, inline: true})
}
