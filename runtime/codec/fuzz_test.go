package codec

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// fuzzed has a field of every kind that reads differently.
type fuzzed struct {
	runtime.BaseResponse
	S    string            `json:"s"`
	I    int8              `json:"i,omitempty"`
	U    uint64            `json:"u,omitempty"`
	F    float64           `json:"f,omitempty"`
	B    bool              `json:"b,omitempty"`
	T    time.Time         `json:"t,omitzero"`
	Data []byte            `json:"data,omitempty"`
	L    []string          `json:"l,omitempty"`
	M    map[string]fuzzed `json:"m,omitempty"`
	K    map[int]any       `json:"k,omitempty"`
	P    *fuzzed           `json:"p"`
	A    any               `json:"a"`
	R    json.RawMessage   `json:"r"`
	Arr  [2]int            `json:"arr,omitzero"`
	Q    int               `json:"q,string,omitempty"`
	N    json.Number       `json:"n,omitempty"`
	Pt   point             `json:"pt,omitzero"`
	*Base
}

// FuzzDecodeEnvelope reads an answer. What is accepted is written, read and
// written again, which changes nothing any more; what is accepted as any
// value is what json/v2 accepts.
func FuzzDecodeEnvelope(f *testing.F) {
	for _, text := range texts() {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		likeV2(t, text)
		decode := func(text []byte) (runtime.Return, error) {
			ret := runtime.Return{Response: new(fuzzed)}
			err := JSON.Decode(text, &ret)
			return ret, err
		}
		ret, err := decode(text)
		if err != nil {
			return
		}
		first, err := JSON.Append(nil, &ret)
		if err != nil {
			t.Fatalf("read but not written: %v", err)
		}
		again, err := decode(first)
		if err != nil {
			t.Fatalf("written but not read: %v\n%s", err, first)
		}
		second, err := JSON.Append(nil, &again)
		if err != nil || !bytes.Equal(first, second) {
			t.Fatalf("%v\n%s\n%s", err, first, second)
		}
	})
}

// FuzzCookie reads a request's cookie. What is accepted is within the limits
// and survives a journey.
func FuzzCookie(f *testing.F) {
	for _, text := range texts() {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var req runtime.BaseRequest
		whole := append(append([]byte(`{"__cookie":`), text...), '}')
		if JSON.Decode(whole, &req) != nil || req.Cookie == nil {
			return
		}
		c := req.Cookie
		names := len(c.Values)
		if c.SessionID != "" {
			names++
		}
		if names > MaxCookieKeys {
			t.Fatalf("%d fields", names)
		}
		for k := range c.Values {
			if len(k) > MaxCookieKey {
				t.Fatalf("a name of %d bytes", len(k))
			}
		}
		written, err := JSON.Append(nil, c)
		if err != nil {
			t.Fatalf("read but not written: %v", err)
		}
		if len(written) > MaxCookieBytes {
			t.Fatalf("%d bytes", len(written))
		}
		var back runtime.Cookie
		if err := JSON.Decode(written, &back); err != nil || !reflect.DeepEqual(back, *c) {
			t.Fatalf("%v\n%s", err, written)
		}
	})
}
