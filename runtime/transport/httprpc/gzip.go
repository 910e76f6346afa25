package httprpc

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"

	"github.com/rpcgen/rpcgen/runtime"
)

// AcceptGzip lets clients compress requests, with "Content-Encoding: gzip". Without
// it they are refused with 415, as are all other encodings in any case.
//
// As it arrives, a body is bounded like any other. Decompressed, it may have
// [InflateFactor] times as many bytes as the method allows, and [InflateRatio]
// times as many as have arrived. What exceeds either is refused with 413 at
// the first byte too many. What is not gzip, is cut short, or goes on after its
// end, is refused with 400.
func AcceptGzip() HandlerOption {
	return func(o *handlerOptions) error { o.gzip = true; return nil }
}

// compressed reports whether a request is compressed, once, with gzip, and may be.
func (h *Handler) compressed(r *http.Request) bool {
	encodings := r.Header.Values("Content-Encoding")
	return h.options.gzip && len(encodings) == 1 && strings.EqualFold(strings.TrimSpace(encodings[0]), "gzip")
}

func (h *Handler) refuseEncoding() *refusal {
	message := "the body must not be compressed"
	if h.options.gzip {
		message = "the body may be compressed with gzip, once, and with nothing else"
	}
	return refuse(http.StatusUnsupportedMediaType, runtime.CodeInputData, message)
}

// gunzip returns what a body holds. It has all arrived by then, so that there is
// nothing left to read when it is refused.
func gunzip(packed []byte, limit int64) ([]byte, *refusal) {
	most := min(min(limit, math.MaxInt64/InflateFactor)*InflateFactor, int64(len(packed))*InflateRatio)
	in := bytes.NewReader(packed) // an io.ByteReader: gzip reads no more of it than it needs
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, badGzip()
	}
	z.Multistream(false)
	data, err := readAll(nil, io.LimitReader(z, most+1), -1, math.MaxInt64)
	switch {
	case int64(len(data)) > most:
		return nil, refuse(http.StatusRequestEntityTooLarge, runtime.CodeTooLarge,
			fmt.Sprintf("the request has more than %d bytes, the most that %d compressed ones may stand for", most, len(packed)))
	case err != nil || in.Len() > 0:
		return nil, badGzip()
	}
	return data, nil
}

func badGzip() *refusal {
	return refuse(http.StatusBadRequest, runtime.CodeInputData, "the body is not what gzip writes")
}
