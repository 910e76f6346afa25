package httprpc_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// blanks are a body without an end, or nearly, that counts what is read of it.
type blanks struct{ read, left int }

func (s *blanks) Read(p []byte) (int, error) {
	n := min(len(p), s.left)
	if n == 0 {
		return 0, io.EOF
	}
	copy(p[:n], strings.Repeat(" ", n))
	s.read, s.left = s.read+n, s.left-n
	return n, nil
}

func (s *blanks) Close() error { return nil }

// A request that does not say how long it is is not read beyond the limit.
func TestServerStopsReading(t *testing.T) {
	body := &blanks{left: 64 << 20}
	req := post()
	req.Body, req.ContentLength = body, -1
	rec := record(newHandler(t, newServer(t)), req)
	isRefusal(t, rec.Code, rec.Body.String(), "TOO_LARGE", http.StatusRequestEntityTooLarge)
	if body.read > 2*runtime.DefaultMaxRequest {
		t.Errorf("%d bytes were read", body.read)
	}
}

type endless struct{ body *blanks }

func (e endless) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: e.body, ContentLength: -1, Request: req}, nil
}

// Neither is an answer.
func TestClientStopsReading(t *testing.T) {
	body := &blanks{left: 64 << 20}
	client := dial(t, "https://shop.example", httprpc.WithMaxResponse(1000), httprpc.WithHTTPClient(&http.Client{Transport: endless{body}}))
	if _, err := hello.Call(t.Context(), client, nil); runtime.CodeOf(err) != runtime.CodeTooLarge {
		t.Errorf("got %v", err)
	}
	if body.read > 2000 {
		t.Errorf("%d bytes were read", body.read)
	}
}

// An answer is what arrives: nothing that grows behind the back of the limit.
func TestNoCompressedAnswers(t *testing.T) {
	var asked []string
	base := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Header.Values("Accept-Encoding")...)
		io.WriteString(w, worldAnswer)
	}))
	if _, err := hello.Call(t.Context(), dial(t, base), &helloRequest{}); err != nil {
		t.Error(err)
	}
	if len(asked) > 0 {
		t.Errorf("the client accepts %q", asked)
	}
}

// An id that was made in a call that fails is in its answer, which is not kept
// anywhere on the way.
func TestErrorsWithCookiesAreNotCached(t *testing.T) {
	store := memstore.New()
	manager := session.NewManager(store)
	t.Cleanup(func() {
		if err := errors.Join(manager.Close(context.WithoutCancel(t.Context())), store.Close()); err != nil {
			t.Error(err)
		}
	})
	server := runtime.NewServer(quiet(t), manager.Flow())
	for name, failing := range map[string]error{
		"mine": errors.New("mine"), "yours": runtime.Errorf("CODE", "yours"),
		"ours": &runtime.Error{Message: "ours", Type: runtime.ServerError},
	} {
		method := runtime.NewMethod[helloRequest, helloResponse](name)
		method.Handle(server, func(context.Context, *helloRequest) (*helloResponse, error) { return nil, failing })
		req := post()
		req.URL.Path = "/" + name
		rec := record(newHandler(t, server), req)
		if !strings.Contains(rec.Body.String(), `"__cookie":{"sessionId":"`) || rec.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: got %s with headers %v", name, rec.Body, rec.Header())
		}
	}
}
