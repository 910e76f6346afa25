package httprpc

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
)

// answer writes what a call came back with.
func answer(w http.ResponseWriter, out runtime.Outbound) error {
	status := http.StatusOK
	switch {
	case out.Err == nil || out.Err.Type == runtime.APIError:
	case out.Err.Code == runtime.CodeUnavailable && out.Refused:
		status = http.StatusServiceUnavailable
	case !out.Refused || out.Err.Code != runtime.CodeInputData:
		status = http.StatusInternalServerError
	}
	if out.Cookie {
		w.Header().Set("Cache-Control", "no-store")
	}
	if err := write(w, status, out.Data); err != nil {
		return err
	}
	// What comes after the answer, PostReturn and the end of a Stop, shall not be
	// what the client waits for, nor end before it is on its way.
	err := http.NewResponseController(w).Flush()
	if errors.Is(err, http.ErrNotSupported) { // a middleware's writer: it goes when the handler returns
		return nil
	}
	return err
}

// Headers that all answers share. They have no room that anybody could write to.
var (
	utf8JSON = []string{"application/json; charset=utf-8"}
	nosniff  = []string{"nosniff"}
)

func write(w http.ResponseWriter, status int, body []byte) error {
	header := w.Header()
	header["Content-Type"] = utf8JSON
	header["X-Content-Type-Options"] = nosniff
	header["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	_, err := w.Write(body)
	return err
}

const allowedMethods = http.MethodPost + ", " + http.MethodOptions

// A refusal is an answer that the transport gives itself.
type refusal struct {
	status int
	err    *runtime.Error
}

func refuse(status int, code, message string) *refusal {
	return &refusal{status, &runtime.Error{Message: message, Type: runtime.ServerError, Code: code}}
}

func (r *refusal) write(w http.ResponseWriter) {
	if r.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", allowedMethods)
	}
	body, err := codec.JSON.Append(nil, &runtime.Return{Err: r.err})
	if err != nil {
		http.Error(w, r.err.Message, r.status)
		return
	}
	_ = write(w, r.status, body) // a client that has gone needs no refusal
}
