package codec

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

func TestCookie(t *testing.T) {
	type values = map[string]any
	for _, test := range []struct {
		text string
		want *runtime.Cookie
		back string // if it is not text
	}{
		{`{}`, nil, ``},
		{`{"__cookie":null}`, nil, `{}`},
		{`{"__cookie":{}}`, &runtime.Cookie{}, ``},
		{`{"__cookie":{"sessionId":null}}`, &runtime.Cookie{}, `{"__cookie":{}}`},
		{`{"__cookie":{"sessionId":""}}`, &runtime.Cookie{}, `{"__cookie":{}}`},
		{`{"__cookie":{"sessionId":"s","a":null,"k":{"deep":[1,null]}}}`, cookie("s", values{"a": nil, "k": values{"deep": []any{1.0, nil}}}), ``},
		{`{"__cookie":{"k":"v","sessionId":"s"}}`, cookie("s", values{"k": "v"}), `{"__cookie":{"sessionId":"s","k":"v"}}`},
		{`{"__cookie":{"__proto__":{"x":1},"constructor":1}}`, cookie("", values{"__proto__": values{"x": 1.0}, "constructor": 1.0}), ``},
	} {
		var req runtime.BaseRequest
		if err := JSON.Decode([]byte(test.text), &req); err != nil {
			t.Errorf("%s: %v", test.text, err)
			continue
		}
		if !reflect.DeepEqual(req.Cookie, test.want) {
			t.Errorf("%s: got %#v %v", test.text, req.Cookie, req.Cookie)
		}
		if test.back == "" {
			test.back = test.text
		}
		if got, err := JSON.Append(nil, req); err != nil || string(got) != test.back {
			t.Errorf("%v\n got %s\nwant %s", err, got, test.back)
		}
	}
}

func TestCookieIDIsNoValue(t *testing.T) {
	got, err := JSON.Append(nil, cookie("real", map[string]any{"sessionId": "forged", "a": 1}))
	if err != nil || string(got) != `{"sessionId":"real","a":1}` {
		t.Errorf("%s %v", got, err)
	}
	got, err = JSON.Append(nil, cookie("", map[string]any{"sessionId": "forged"}))
	if err != nil || string(got) != `{}` {
		t.Errorf("%s %v", got, err)
	}
}

// fields is a cookie's text with n short fields.
func fields(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"%d":1`, i)
	}
	return "{" + b.String()[1:] + "}"
}

func TestCookieLimits(t *testing.T) {
	long := func(n int) string { return `{"k":"` + strings.Repeat("x", n-len(`{"k":""}`)) + `"}` }
	nested := func(n int) string { return `{"k":` + strings.Repeat("[", n-1) + strings.Repeat("]", n-1) + `}` }
	key := func(n int) string { return `{"` + strings.Repeat("k", n) + `":1}` }
	for _, test := range []struct {
		name string
		text string
		fail string
	}{
		{"bytes", long(MaxCookieBytes), ""},
		{"one byte more", long(MaxCookieBytes + 1), "larger than 4096 bytes"},
		{"one byte more in a string", `{"sessionId":` + strings.Trim(long(MaxCookieBytes - 7)[5:], "}") + "}", "larger than 4096 bytes"},
		{"spaces count", "{" + strings.Repeat(" ", MaxCookieBytes) + "}", "larger than 4096 bytes"},
		{"numbers that grow", `{"k":[` + strings.Repeat("1e20,", 200) + `1]}`, "larger than 4096 bytes"},
		{"numbers that grow a little", `{"k":[` + strings.Repeat("1e20,", 180) + `1]}`, ""},
		{"characters that grow", `{"k":"` + strings.Repeat("\u2028", 700) + `"}`, "larger than 4096 bytes"},
		{"fields", fields(MaxCookieKeys), ""},
		{"one field more", fields(MaxCookieKeys + 1), "more than 50 fields"},
		{"the id is a field", `{"sessionId":"s",` + fields(MaxCookieKeys)[1:], "more than 50 fields"},
		{"key", key(MaxCookieKey), ""},
		{"one byte more of key", key(MaxCookieKey + 1), "name is longer than 64 bytes"},
		{"depth", nested(MaxCookieDepth), ""},
		{"one level more", nested(MaxCookieDepth + 1), "deeper than 8 levels"},
		{"bomb", nested(MaxCookieBytes), "deeper than 8 levels"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var req runtime.BaseRequest
			text := `{"__cookie":` + test.text + `}`
			err := JSON.Decode([]byte(text), &req)
			if test.fail == "" {
				if err != nil {
					t.Fatal(err)
				}
				if _, err := JSON.Append(nil, &req); err != nil {
					t.Error("cannot be written:", err)
				}
				if err := CheckCookie(req.Cookie); err != nil {
					t.Error(err)
				}
				return
			}
			var e *runtime.Error
			if !errors.As(err, &e) || !strings.HasPrefix(e.Message, "Property `__cookie`: the cookie") || !strings.Contains(e.Message, test.fail) {
				t.Errorf("reading: %v", err)
			}
			// The same holds for a cookie that a handler has set.
			var c runtime.Cookie
			if test.name == "spaces count" || json.Unmarshal([]byte(test.text), &c) != nil {
				return
			}
			for _, err := range []error{CheckCookie(&c), appendError(&runtime.BaseRequest{Cookie: &c})} {
				if err == nil || !strings.Contains(err.Error(), test.fail) {
					t.Errorf("writing: %v", err)
				}
			}
		})
	}
	if err := CheckCookie(nil); err != nil {
		t.Error(err)
	}
}

func appendError(v any) error {
	_, err := JSON.Append(nil, v)
	return err
}

type telltale struct{}

func (telltale) MarshalJSON() ([]byte, error) { return nil, errors.New("canary in the cookie") }

// Nothing of a cookie is in an error about it, but the limit it is over.
func TestCookieErrorsTellNothing(t *testing.T) {
	const canary = "canary"
	big := strings.Repeat(canary, 1000)
	for _, text := range []string{
		`{"sessionId":` + strconv.Quote(canary) + `,"sessionId":1}`,
		`{"sessionId":["canary"]}`,
		`{"k":"canary","canary":"` + big + `"}`,
		`{"` + big + `":1}`,
		`{"canary":1,"canary":2}`,
		`{"k":{"canary":1,"canary":2}}`,
		`{"k":"canary` + "\xff" + `"}`,
		`{"k":"canary\ud800"}`,
		`{"k":"canary`,
		`{"k":"canary"`,
		`{"canary":1e999}`,
		`{"canary":[[[[[[[["canary"]]]]]]]]}`,
		`{"canary" "canary"}`,
		`{"k":canary}`,
		`"canary"`,
		`["canary"]`,
	} {
		for _, envelope := range []string{`{"__cookie":` + text + `}`, `{"isSucc":false,"err":{"message":"x"},"__cookie":` + text + `}`} {
			var req runtime.BaseRequest
			for _, v := range []any{&req, &runtime.Return{}} {
				err := JSON.Decode([]byte(envelope), v)
				if err == nil && v == any(&req) {
					t.Errorf("%.60s has been accepted", envelope)
				}
				if s := fmt.Sprintf("%v %+v %#v", err, err, errors.Unwrap(err)); strings.Contains(s, canary) {
					t.Errorf("%.60s: %s", envelope, s)
				}
			}
		}
	}
	for _, c := range []*runtime.Cookie{
		cookie(big, nil),
		cookie(canary, map[string]any{big: 1}),
		cookie(canary, map[string]any{"k": telltale{}}),
		cookie(canary, map[string]any{"k": json.Number("canary")}),
		cookie(canary, map[string]any{"k": json.RawMessage(`"canary`)}),
		cookie(canary, map[string]any{"k": map[string]any{"canary": make(chan int)}}),
		cookie(canary, map[string]any{"canary\xff": 1, "canary\xfe": 2}),
	} {
		err := appendError(&runtime.Return{Err: &runtime.Error{}, Cookie: c})
		if err == nil {
			t.Errorf("%v has been written", c)
		}
		for ; err != nil; err = errors.Unwrap(err) {
			if s := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(s, canary) {
				t.Error(s)
			}
		}
	}
}
