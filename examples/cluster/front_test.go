package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/examples/cluster/api"
	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// TestFront checks what the front does with a call that its first machine does not
// answer, as the client sees it.
func TestFront(t *testing.T) {
	for name, c := range map[string]struct {
		first http.HandlerFunc // nil does not listen
		want  any              // the code of the error that the client gets, nil if the next machine has answered
	}{
		"nobody listens": {nil, nil},
		"it stops":       {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, nil},
		"it goes away":   {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, runtime.CodeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFront()
			defer f.transport.CloseIdleConnections()
			first := httptest.NewServer(c.first)
			defer first.Close()
			if c.first == nil {
				first.Close()
			}
			second := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				if !strings.Contains(string(body), `"item":"bread"`) {
					t.Errorf("the second machine gets %s", body)
				}
				w.Write([]byte(`{"isSucc":true,"res":{"customer":"","items":{},"machine":"second"}}`))
			}))
			defer second.Close()
			f.add(&member{name: "first", addr: first.Listener.Addr().String()})
			f.add(&member{name: "second", addr: second.Listener.Addr().String()})

			cart, err := put(t, f)
			if code := runtime.CodeOf(err); code != c.want || err == nil && cart.Machine != "second" {
				t.Errorf("got %v, %v, want %v", cart, err, c.want)
			}
		})
	}
}

func TestFrontWithoutMachines(t *testing.T) {
	if _, err := put(t, newFront()); runtime.CodeOf(err) != runtime.CodeUnavailable {
		t.Errorf("got %v", err)
	}
}

// put makes a call through the front.
func put(t *testing.T, f *front) (api.Cart, error) {
	t.Helper()
	server := httptest.NewServer(f.handler())
	defer server.Close()
	client, err := httprpc.NewClient(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	return api.NewShopClient(client).Put(t.Context(), "bread", 1)
}

// TestFrontHeaders checks what a machine learns of the client, and what the client
// cannot make it believe.
func TestFrontHeaders(t *testing.T) {
	f := newFront()
	defer f.transport.CloseIdleConnections()
	machine := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		for header, want := range map[string]string{"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "http"} {
			if got := r.Header.Values(header); len(got) != 1 || got[0] != want {
				t.Errorf("%s: %q, want %s", header, got, want)
			}
		}
		if r.Host != "shop.example" {
			t.Errorf("Host: %s", r.Host)
		}
	}))
	defer machine.Close()
	f.add(&member{name: "A", addr: machine.Listener.Addr().String()})
	server := httptest.NewServer(f.handler())
	defer server.Close()

	post := func(body string) int {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Host = "shop.example"
		req.Header.Set("X-Forwarded-For", "192.0.2.1")
		req.Header.Set("X-Forwarded-Proto", "https")
		res, err := server.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		return res.StatusCode
	}
	if status := post("{}"); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	if status := post(strings.Repeat(" ", runtime.DefaultMaxRequest+1)); status != http.StatusRequestEntityTooLarge {
		t.Errorf("a body over the limit: status %d", status)
	}
}
