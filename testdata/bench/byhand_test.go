package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/bench/api"
)

// The messages as a person writes them for encoding/json: a runtime.Cookie has
// methods of its own for that, which would make encoding/json slower than it is.
type (
	plainCookie struct {
		SessionID string `json:"sessionId"`
	}
	plainGreetRequest struct {
		Cookie *plainCookie `json:"__cookie,omitempty"`
		Name   string       `json:"name"`
		N      int64        `json:"n"`
	}
	plainGreetResponse struct {
		Cookie   *plainCookie `json:"__cookie,omitempty"`
		Greeting string       `json:"greeting"`
		N        int64        `json:"n"`
	}
	plainListRequest struct {
		Cookie *plainCookie `json:"__cookie,omitempty"`
		Page   int          `json:"page"`
		Size   int          `json:"size"`
	}
	plainListResponse struct {
		Cookie  *plainCookie `json:"__cookie,omitempty"`
		Records []api.Record `json:"records"`
	}
	plainUploadRequest struct {
		Cookie  *plainCookie `json:"__cookie,omitempty"`
		Records []api.Record `json:"records"`
	}
	plainUploadResponse struct {
		Cookie *plainCookie `json:"__cookie,omitempty"`
		Count  int          `json:"count"`
	}
)

// came says that the cookie is what was sent.
func (c *plainCookie) came() bool { return c != nil && *c == *plainSent }

var plainSent = &plainCookie{sent.SessionID}

func plainGreeting() *plainGreetRequest {
	return &plainGreetRequest{plainSent, "Ada Lovelace", 1234567}
}

func plainPage() *plainListResponse { return &plainListResponse{plainSent, hundredRecords()} }

// byHand calls a server of net/http and encoding/json.
type byHand struct {
	base   string
	client http.Client
}

func newByHand(b testing.TB, records []api.Record) *byHand {
	mux := http.NewServeMux()
	handle(mux, "Greet", func(req *plainGreetRequest) *plainGreetResponse {
		return &plainGreetResponse{req.Cookie, "Hello, " + req.Name + "!", req.N}
	})
	handle(mux, "List", func(req *plainListRequest) *plainListResponse { return &plainListResponse{req.Cookie, records} })
	handle(mux, "Upload", func(req *plainUploadRequest) *plainUploadResponse {
		return &plainUploadResponse{req.Cookie, len(req.Records)}
	})
	base := listen(b, func(ctx context.Context, l net.Listener) error {
		server := http.Server{Handler: mux}
		context.AfterFunc(ctx, func() { server.Close() })
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	c := &byHand{base: base, client: http.Client{Transport: &http.Transport{}}}
	b.Cleanup(c.client.CloseIdleConnections)
	return c
}

func handle[Q, R any](mux *http.ServeMux, name string, f func(*Q) *R) {
	mux.HandleFunc("POST /"+name, func(w http.ResponseWriter, r *http.Request) {
		req := new(Q)
		if err := json.NewDecoder(r.Body).Decode(req); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(f(req))
	})
}

func (c *byHand) post(name string, req, res any) error {
	data, err := json.Marshal(req)
	if err != nil {
		return err
	}
	r, err := c.client.Post(c.base+name, "application/json", bytes.NewReader(data))
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: status %d", name, r.StatusCode)
	}
	if err := json.NewDecoder(r.Body).Decode(res); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, r.Body) // to keep the connection
	return err
}
