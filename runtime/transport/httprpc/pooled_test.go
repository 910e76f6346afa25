package httprpc_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

// A broken writer fails, and holds on to what it was to write, as HTTP/2 may when a
// client resets the stream.
type broken struct {
	sink
	held []byte
}

func (b *broken) Write(p []byte) (int, error) {
	b.held = p
	return 0, errors.New("broken")
}

// An answer that could not be sent stays as it is: other answers do not go into its memory.
func TestAnswersKeepApart(t *testing.T) {
	handler := newHandler(t, newServer(t))
	w := &broken{sink: sink{header: http.Header{}}}
	handler.ServeHTTP(w, post())
	for range 20 {
		req := post()
		req.Body = io.NopCloser(strings.NewReader(strings.Replace(worldBody, "World", "Nobody", 1)))
		req.ContentLength = -1
		if rec := record(handler, req); !strings.Contains(rec.Body.String(), "Nobody") {
			t.Fatal(rec.Body)
		}
		if string(w.held) != worldAnswer {
			t.Fatalf("the answer has become %s", w.held)
		}
	}
}

// A body that is longer than the request says, as a middleware may leave it, is held to
// the method's limit all the same.
func TestBodyIsLongerThanItSays(t *testing.T) {
	req := post()
	req.Body = io.NopCloser(io.MultiReader(strings.NewReader(worldBody), padding{}))
	rec := record(newHandler(t, newServer(t)), req)
	isRefusal(t, rec.Code, rec.Body.String(), "TOO_LARGE", http.StatusRequestEntityTooLarge)
}

// padding is spaces without an end.
type padding struct{}

func (padding) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
