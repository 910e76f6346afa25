package codec

import (
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

// Strangers' JSON is read in one way only: a gate before the server that reads it
// in another, such as encoding/json's, must not be led to see something else.
func TestOneReading(t *testing.T) {
	type inner struct {
		Role string `json:"role"`
	}
	type request struct {
		Kind  string         `json:"kind,omitempty"`
		Role  string         `json:"role,omitempty"`
		Inner inner          `json:"inner,omitzero"`
		Map   map[string]any `json:"map,omitempty"`
	}
	for _, text := range []string{`{"ROLE":"admin"}`, `{"Role":"admin"}`, "{\"\u212aind\":\"admin\"}", "{\"\u212aIND\":\"admin\"}"} {
		var got request
		if err := JSON.Decode([]byte(text), &got); err != nil || got.Role != "" || got.Kind != "" {
			t.Errorf("%s: got %+v, %v, want an unknown field", text, got, err)
		}
	}
	for _, text := range []string{
		`{"role":"user","role":"admin"}`,
		`{"role":"user","r\u006fle":"admin"}`,
		`{"inner":{"role":"user","role":"admin"}}`,
		`{"map":{"role":"user","role":"admin"}}`,
		`{"map":{"deep":[{"role":1,"role":2}]}}`,
		`{"unknown":{"role":1,"role":2}}`,
		`{"unknown":1,"unknown":2}`,
		"{\"role\":\"\xff\"}",
		`{"role":"\ud800"}`,
		`{"role":"user"}{"role":"admin"}`,
		`{"role":"user"}]`,
		`{"map":{"a":` + strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth) + `}}`,
	} {
		var got request
		if err := JSON.Decode([]byte(text), &got); err == nil {
			t.Errorf("%.60s: got %+v", text, got)
		}
	}
}

// So are cookies.
func TestOneReadingOfCookies(t *testing.T) {
	for _, text := range []string{
		`{"sessionId":"a","sessionId":"b"}`,
		`{"sessionId":"a","session\u0049d":"b"}`,
		`{"k":1,"k":2}`,
		`{"k":{"deep":1,"deep":2}}`,
	} {
		var got runtime.BaseRequest
		if err := JSON.Decode([]byte(`{"__cookie":`+text+`}`), &got); err == nil {
			t.Errorf("%s: got %q and %v", text, got.Cookie.SessionID, got.Cookie.Values)
		}
	}
	var got runtime.BaseRequest
	err := JSON.Decode([]byte(`{"__COOKIE":{"sessionId":"a"},"__cookie":{"SessionID":"b"}}`), &got)
	if err != nil || got.Cookie.SessionID != "" || got.Cookie.Values["SessionID"] != "b" {
		t.Errorf("other cases: got %q and %v, %v", got.Cookie.SessionID, got.Cookie.Values, err)
	}
}

// Numbers of a cookie are nobody's business either.
func TestCookieErrorsTellNoNumbers(t *testing.T) {
	for _, text := range []string{`{"k":2718281828e999}`, `{"k":[2718281828e999]}`, `{"sessionId":2718281828}`, `{"k":02718281828}`} {
		err := JSON.Decode([]byte(`{"__cookie":`+text+`}`), &runtime.BaseRequest{})
		if err == nil || strings.Contains(err.Error(), "2718281828") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
