package httprpc_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// The client has its answer before PostReturn is over.
func TestAnswerDoesNotWaitForPostReturn(t *testing.T) {
	release := make(chan struct{})
	server := newServer(t)
	server.Flows().PostReturn.Use(func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
		<-release
		return call, nil
	})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, serve(t, server)+"/Hello", strings.NewReader(worldBody))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	web := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := web.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil || string(body) != worldAnswer {
		t.Errorf("got %s, %v", body, err)
	}
	res.Body.Close()
	close(release)
}

// plainWriter is a middleware's http.ResponseWriter that can do nothing more.
type plainWriter struct{ http.ResponseWriter }

func TestWriterWithoutFlush(t *testing.T) {
	rec := httptest.NewRecorder()
	newHandler(t, newServer(t)).ServeHTTP(plainWriter{rec}, post())
	if rec.Code != http.StatusOK || rec.Body.String() != worldAnswer {
		t.Errorf("got %d %s", rec.Code, rec.Body)
	}
}

func TestTLSWithoutCertificate(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	err = httprpc.Serve(t.Context(), listener, newHandler(t, newServer(t)), httprpc.WithTLS(&tls.Config{}))
	if err == nil || !strings.Contains(err.Error(), "no certificate") {
		t.Errorf("got %v", err)
	}
	if _, err := listener.Accept(); err == nil {
		t.Error("the listener is still open")
	}
}
