package runtime_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

const (
	secretID    = "AQAAAAHkSECRETsecretSECRETsecretSECRETsecret"
	secretValue = "only-the-client-may-see-this"
)

func secretCookie() *runtime.Cookie {
	return &runtime.Cookie{SessionID: secretID, Values: map[string]any{"token": secretValue}}
}

func TestCookiePrintsRedacted(t *testing.T) {
	c := secretCookie()
	type holder struct {
		Pointer *runtime.Cookie
		Value   runtime.Cookie
		Any     any
	}
	var req sayRequest
	req.Cookie = c
	call := &runtime.Call{Method: "M", Request: &req}
	call.SetRequestCookie(c)
	for name, v := range map[string]any{
		"pointer": c, "value": *c, "pointer to pointer": &c,
		"struct": holder{c, *c, c}, "pointer to struct": &holder{c, *c, *c},
		"slice": []runtime.Cookie{*c}, "slice of pointers": []*runtime.Cookie{c}, "array": [1]runtime.Cookie{*c},
		"map": map[string]runtime.Cookie{"c": *c}, "map of pointers": map[string]*runtime.Cookie{"c": c},
		"any": []any{c, *c}, "request": req, "pointer to request": &req, "call": call,
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%10v", "%-10s"} {
			wantNoSecret(t, name+" with "+verb, fmt.Sprintf(verb, v))
		}
		wantNoSecret(t, name+" with Sprint", fmt.Sprint(v))
	}
	if got, want := fmt.Sprintf("%v %+v %#v %s", c, *c, c, *c), strings.Repeat(" "+c.String(), 4)[1:]; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := c.String(); got != "[redacted s="+runtime.Redact(secretID)+" fields=1]" {
		t.Errorf("the cookie prints as %s", got)
	}
	if got := fmt.Sprintf("%v", (*runtime.Cookie)(nil)); got != "<nil>" {
		t.Errorf("no cookie prints as %s", got)
	}
}

func TestCookieLogsRedacted(t *testing.T) {
	var log buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		logger := slog.New(handler)
		logger.Info("x", "cookie", secretCookie())
		logger.Info("x", "cookie", *secretCookie())
		logger.With("cookie", secretCookie()).WithGroup("g").Info("x", slog.Any("again", *secretCookie()))
		logger.Info("x", slog.Group("g", "cookie", secretCookie()))
	}
	wantNoSecret(t, "slog", log.String())
	if got := strings.Count(log.String(), runtime.Redact(secretID)); got != 10 {
		t.Errorf("the mark of the id stands %d times in\n%s", got, log.String())
	}
}

func wantNoSecret(t *testing.T, where, text string) {
	t.Helper()
	hex := fmt.Sprintf("%x", secretID)
	for _, secret := range []string{secretID, secretValue, hex, strings.ToUpper(hex)} {
		if strings.Contains(text, secret) {
			t.Errorf("%s shows %q: %s", where, secret, text)
		}
	}
}

func TestRedact(t *testing.T) {
	if runtime.Redact("") != "none" || len(runtime.Redact("a")) != 8 {
		t.Errorf("got %q and %q", runtime.Redact(""), runtime.Redact("a"))
	}
	if first, second := runtime.Redact("a"), runtime.Redact("a"); first != second || first == runtime.Redact("b") {
		t.Error("the mark does not stand for the id")
	}
}

func TestCookieClone(t *testing.T) {
	if (*runtime.Cookie)(nil).Clone() != nil {
		t.Error("the copy of no cookie is one")
	}
	if c := (&runtime.Cookie{}).Clone(); c == nil || !c.IsEmpty() || c.Values != nil {
		t.Errorf("the copy of an empty cookie is %v", c)
	}
	from := &runtime.Cookie{SessionID: "s", Values: map[string]any{
		"text": "t", "nil": nil, "nil list": []any(nil), "nil map": map[string]any(nil),
		"list": []any{1.0, []any{"deep"}, map[string]any{"in": "list"}},
		"map":  map[string]any{"map": map[string]any{"k": "v"}, "list": []any{"x"}},
	}}
	to := from.Clone()
	if !reflect.DeepEqual(from, to) {
		t.Fatalf("got %#v, want %#v", to.Values, from.Values)
	}
	before := fmt.Sprint(from.Values)
	to.SessionID = "other"
	to.Values["new"] = 1
	to.Values["list"].([]any)[1].([]any)[0] = "changed"
	to.Values["list"].([]any)[2].(map[string]any)["in"] = "changed"
	to.Values["map"].(map[string]any)["map"].(map[string]any)["k"] = "changed"
	to.Values["map"].(map[string]any)["list"].([]any)[0] = "changed"
	if got := fmt.Sprint(from.Values); got != before || from.SessionID != "s" {
		t.Errorf("the copy shares something: %s became %s", before, got)
	}
}

func TestCookieIsEmpty(t *testing.T) {
	for _, c := range []*runtime.Cookie{nil, {}, {Values: map[string]any{}}} {
		if !c.IsEmpty() {
			t.Errorf("%v is not empty", c)
		}
	}
	for _, c := range []*runtime.Cookie{{SessionID: "s"}, {Values: map[string]any{"k": nil}}} {
		if c.IsEmpty() {
			t.Errorf("%v is empty", c)
		}
	}
}

func TestCookieJSON(t *testing.T) {
	type message struct {
		runtime.BaseRequest
		Text string `json:"text"`
	}
	for _, c := range []struct {
		cookie *runtime.Cookie
		want   string
	}{
		{nil, `{"text":""}`},
		{&runtime.Cookie{}, `{"__cookie":{},"text":""}`},
		{&runtime.Cookie{SessionID: "s"}, `{"__cookie":{"sessionId":"s"},"text":""}`},
		{&runtime.Cookie{SessionID: "s", Values: map[string]any{"a": 1.0, "n": nil}}, `{"__cookie":{"a":1,"n":null,"sessionId":"s"},"text":""}`},
		{&runtime.Cookie{Values: map[string]any{"sessionId": "smuggled"}}, `{"__cookie":{},"text":""}`},
	} {
		var m message
		m.Cookie = c.cookie
		got, err := json.Marshal(m)
		if err != nil || string(got) != c.want {
			t.Errorf("got %s, %v, want %s", got, err, c.want)
		}
		var back message
		if err := json.Unmarshal(got, &back); err != nil {
			t.Errorf("%s: %v", got, err)
		}
		if (back.Cookie == nil) != (c.cookie == nil) {
			t.Errorf("%s: none and empty are not told apart", got)
		}
		if again, err := json.Marshal(back); err != nil || string(again) != c.want {
			t.Errorf("%s came back as %s, %v", got, again, err)
		}
	}
}

func TestCookieUnmarshal(t *testing.T) {
	var c runtime.Cookie
	if err := json.Unmarshal([]byte(`{"sessionId":null,"SessionId":"x"}`), &c); err != nil || c.SessionID != "" || c.Values["SessionId"] != "x" {
		t.Errorf("got %q, %v, %v", c.SessionID, c.Values, err)
	}
	for _, bad := range []string{`"` + secretID + `"`, `[]`, `{"sessionId":["` + secretID + `"]}`, `{"sessionId":1}`} {
		err := json.Unmarshal([]byte(bad), &c)
		if err == nil {
			t.Errorf("%s was taken for a cookie", bad)
			continue
		}
		wantNoSecret(t, "the error of "+bad, err.Error())
	}
}
