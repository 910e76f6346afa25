package httprpc_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

func now() time.Time { return time.Now() }

// The defaults are promises: see sessions 4.1.
func TestLimits(t *testing.T) {
	for _, limit := range []struct {
		name      string
		got, want int64
	}{
		{"ReadHeaderTimeout", int64(httprpc.ReadHeaderTimeout / time.Second), 5},
		{"ReadTimeout", int64(httprpc.ReadTimeout / time.Second), 30},
		{"WriteTimeout", int64(httprpc.WriteTimeout / time.Second), 60},
		{"IdleTimeout", int64(httprpc.IdleTimeout / time.Second), 120},
		{"DrainTimeout", int64(httprpc.DrainTimeout / time.Second), 30},
		{"PreflightMaxAge", int64(httprpc.PreflightMaxAge / time.Second), 600},
		{"MaxHeaderBytes", httprpc.MaxHeaderBytes, 16384},
		{"MaxConcurrentStreams", httprpc.MaxConcurrentStreams, 100},
		{"InflateFactor", httprpc.InflateFactor, 4},
		{"InflateRatio", httprpc.InflateRatio, 100},
		{"BinderMaxAge", int64(httprpc.BinderMaxAge / time.Second), 400 * 24 * 3600},
		{"DefaultMaxResponse", httprpc.DefaultMaxResponse, 16 << 20},
		{"DefaultMaxRequest", runtime.DefaultMaxRequest, 1 << 20},
		{"DefaultHandlerTimeout", int64(runtime.DefaultHandlerTimeout / time.Second), 30},
		{"DefaultCallTimeout", int64(runtime.DefaultCallTimeout / time.Second), 15},
	} {
		if limit.got != limit.want {
			t.Errorf("%s is %d, want %d", limit.name, limit.got, limit.want)
		}
	}
}

// A server that stops lets calls end, takes no new ones, and is then done.
func TestDrain(t *testing.T) {
	begun, release := make(chan struct{}), make(chan struct{})
	server := runtime.NewServer(quiet(t))
	hello.Handle(server, func(ctx context.Context, req *helloRequest) (*helloResponse, error) {
		if req.Name == "late" {
			return nil, nil
		}
		close(begun)
		<-release
		return &helloResponse{Reply: "done"}, ctx.Err()
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- httprpc.Serve(ctx, listener, newHandler(t, server)) }()
	client := dial(t, "http://"+listener.Addr().String())
	type result struct {
		res *helloResponse
		err error
	}
	results := make(chan result, 1)
	go func() {
		res, err := hello.Call(t.Context(), client, nil)
		results <- result{res, err}
	}()
	<-begun
	cancel()
	for refused := false; !refused; { // until Serve has noticed, late calls are still answered
		late := dial(t, client.Origin())
		_, err := hello.Call(t.Context(), late, &helloRequest{Name: "late"})
		late.CloseIdleConnections()
		refused = runtime.CodeOf(err) == "ECONNREFUSED"
	}
	close(release)
	if r := <-results; r.err != nil || r.res.Reply != "done" {
		t.Errorf("the call in progress: got %q, %v", r.res.Reply, r.err)
	}
	if err := <-served; err != nil {
		t.Errorf("a clean stop returned %v", err)
	}
	if err := server.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

// A call that outlasts the drain is broken off, and Serve says so.
func TestDrainTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan struct{})
		server := runtime.NewServer(quiet(t), runtime.WithHandlerTimeout(0))
		hello.Handle(server, func(ctx context.Context, _ *helloRequest) (*helloResponse, error) {
			defer close(ended)
			<-ctx.Done()
			return nil, ctx.Err()
		})
		ctx, cancel := context.WithCancel(t.Context())
		p := newPipes()
		served := make(chan error, 1)
		go func() { served <- httprpc.Serve(ctx, p, newHandler(t, server)) }()
		conn := p.dial()
		defer conn.Close()
		go conn.Write([]byte(hellos("")))
		synctest.Wait()
		start := now()
		cancel()
		if err := <-served; !errors.Is(err, context.DeadlineExceeded) || now().Sub(start) != httprpc.DrainTimeout {
			t.Errorf("got %v after %v", err, now().Sub(start))
		}
		<-ended
	})
}

// A mux may be served too, and named servers stop with it.
func TestStopping(t *testing.T) {
	server := newServer(t)
	mux := http.NewServeMux()
	mux.Handle("/api/", newHandler(t, server, httprpc.Prefix("/api/")))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := httprpc.Serve(ctx, listener, mux, httprpc.Stopping(server), httprpc.WithDrain(time.Second)); err != nil {
		t.Error(err)
	}
	rec := record(newHandler(t, server), post())
	isRefusal(t, rec.Code, rec.Body.String(), "UNAVAILABLE", http.StatusServiceUnavailable)
}

func TestBusyPort(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if err := httprpc.ListenAndServe(t.Context(), listener.Addr().String(), newHandler(t, newServer(t))); err == nil {
		t.Error("two servers on one port")
	}
}

// TLS has version 1.2 at least, HTTP/2 where the client can, and both carry calls.
func TestTLS(t *testing.T) {
	// httptest has a certificate, and clients that trust it.
	borrowed := httptest.NewUnstartedServer(nil)
	borrowed.StartTLS()
	defer borrowed.Close()
	server := newServer(t)
	var versions []string
	handler := newHandler(t, server, httprpc.RequireTLS())
	base := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		versions = append(versions, r.Proto)
		handler.ServeHTTP(w, r)
	}), httprpc.WithTLS(&tls.Config{Certificates: borrowed.TLS.Certificates, MinVersion: tls.VersionTLS10}))
	base = strings.Replace(base, "http://", "https://", 1)

	for _, proto := range []string{"HTTP/2.0", "HTTP/1.1"} {
		transport := borrowed.Client().Transport.(*http.Transport).Clone()
		transport.ForceAttemptHTTP2 = proto == "HTTP/2.0"
		if !transport.ForceAttemptHTTP2 {
			transport.TLSClientConfig.NextProtos = []string{"http/1.1"}
			transport.Protocols = new(http.Protocols)
			transport.Protocols.SetHTTP1(true)
		}
		client := dial(t, base, httprpc.WithHTTPClient(&http.Client{Transport: transport}))
		res, err := hello.Call(t.Context(), client, &helloRequest{Name: "World"})
		if err != nil || res.Reply != "Hello, World" || versions[len(versions)-1] != proto {
			t.Errorf("got %q over %v, %v", res.Reply, versions, err)
		}
	}
	config := borrowed.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	config.MinVersion, config.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	if conn, err := tls.Dial("tcp", strings.TrimPrefix(base, "https://"), config); err == nil {
		conn.Close()
		t.Error("TLS 1.1 was spoken")
	}
	_, err := hello.Call(t.Context(), dial(t, base), &helloRequest{})
	if runtime.CodeOf(err) == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a certificate that nobody knows: %v", err)
	}
}

// A listener that fails ends all that Serve has begun: nobody answers on the
// connections that are there.
func TestListenerFails(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- httprpc.Serve(t.Context(), listener, newHandler(t, newServer(t))) }()
	client, err := httprpc.NewClient("http://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	if _, err := hello.Call(t.Context(), client, &helloRequest{Name: "World"}); err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-served; !errors.Is(err, net.ErrClosed) {
		t.Errorf("Serve returned %v, want the listener's error", err)
	}
	if _, err := hello.Call(t.Context(), client, &helloRequest{Name: "World"}); err == nil {
		t.Error("a call was answered after Serve had returned")
	}
}
