package interop

import (
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// cookies are what a client may send as its cookie, ID being the id of a session that
// there is. Both servers answer with want, in which "same" is that id and "new" another.
// ours is the answer of our server where it deliberately is another, with the reason.
var cookies = []struct{ name, cookie, want, ours, why string }{
	{name: "none", cookie: ``, want: `{"sessionId":"new"}`},
	{name: "null", cookie: `null`, want: `{"sessionId":"new"}`},
	{name: "empty", cookie: `{}`, want: `{"sessionId":"new"}`},
	{name: "a session that there is", cookie: `{"sessionId":"ID"}`, want: `{"sessionId":"same"}`},
	{name: "with more in it", cookie: `{"sessionId":"ID","a":1,"b":{"c":[null,"d"]}}`, want: `{"sessionId":"same","a":1,"b":{"c":[null,"d"]}}`},
	{name: "no session but more", cookie: `{"a":"b"}`, want: `{"sessionId":"new","a":"b"}`},
	{name: "an empty id", cookie: `{"sessionId":"","a":1}`, want: `{"sessionId":"new","a":1}`},
	{name: "null for an id", cookie: `{"sessionId":null,"a":1}`, want: `{"sessionId":"new","a":1}`},
	{name: "null for something else", cookie: `{"sessionId":"ID","a":null}`, want: `{"sessionId":"same","a":null}`},
	{name: "an unknown id", cookie: `{"sessionId":"7b4ba4c5-7a4e-4c6c-8d4b-0c6a6a0f9f3e","a":1}`, want: `{"sessionId":"new","a":1}`},
	{name: "an id of every object", cookie: `{"sessionId":"constructor"}`, want: `{"sessionId":"new"}`},
	{name: "a number for an id", cookie: `{"sessionId":1}`, want: "Property `__cookie.sessionId`: Expected type to be `string`, actually `number`."},
	{name: "an object for an id", cookie: `{"sessionId":{}}`, want: "Property `__cookie.sessionId`: Expected type to be `string`, actually `Object`."},
	{name: "a text", cookie: `"ID"`, want: "Property `__cookie`: Expected type to be `Object`, actually `string`."},
	{name: "a list", cookie: `[]`, want: "Property `__cookie`: Expected type to be `Object`, actually `Array`."},
	{name: "a number", cookie: `5`, want: "Property `__cookie`: Expected type to be `Object`, actually `number`."},
	{name: "names of every object", cookie: `{"sessionId":"ID","constructor":1,"toString":{}}`, want: `{"sessionId":"same","constructor":1,"toString":{}}`},
	{
		name: "__proto__", cookie: `{"sessionId":"ID","__proto__":{"a":1}}`, want: `{"sessionId":"same"}`,
		ours: `{"sessionId":"same","__proto__":{"a":1}}`, why: "to Go it is a key like others; TSRPC's clients ignore it when they read the answer",
	},
	{name: "Unicode", cookie: `{"sessionId":"ID","ü":"漢😀\u2028\u0000"}`, want: `{"sessionId":"same","ü":"漢😀\u2028\u0000"}`},
}

// TestCookies sends cookies to both servers.
func TestCookies(t *testing.T) {
	t.Parallel()
	servers := map[string]string{"ours": serve(t), "TSRPC's": startTSRPC(t)}
	for _, c := range cookies {
		t.Run(c.name, func(t *testing.T) {
			for name, url := range servers {
				want := c.want
				if name == "ours" && c.why != "" {
					want = c.ours
				}
				id := cookieOf(t, url, `{}`)["sessionId"].(string)
				body := `{}`
				if c.cookie != "" {
					body = `{"__cookie":` + strings.ReplaceAll(c.cookie, "ID", id) + `}`
				}
				got := cookieOf(t, url, body)
				switch text, ok := got["sessionId"].(string); {
				case ok && text == id:
					got["sessionId"] = "same"
				case ok && text != "":
					got["sessionId"] = "new"
				}
				if name == "ours" && c.want != want && reflect.DeepEqual(got, decoded(t, c.want)) {
					t.Errorf("there is no difference anymore: %v", got)
				}
				if !reflect.DeepEqual(got, decoded(t, want)) {
					t.Errorf("%s: got %v, want %s", name, got, want)
				}
			}
		})
	}
}

// decoded returns a cookie, or an error under the key "error".
func decoded(t *testing.T, want string) map[string]any {
	t.Helper()
	if !strings.HasPrefix(want, "{") {
		return map[string]any{"error": want}
	}
	var cookie map[string]any
	if err := json.Unmarshal([]byte(want), &cookie); err != nil {
		t.Fatal(err)
	}
	return cookie
}

// cookieOf calls Test and returns the cookie of the answer or, under "error", why it failed.
func cookieOf(t *testing.T, url, body string) map[string]any {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"Test", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var ret struct {
		Res struct {
			Cookie map[string]any `json:"__cookie"`
		}
		Err *struct{ Message string }
	}
	if err := json.Unmarshal(data, &ret); err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	if ret.Err != nil {
		return map[string]any{"error": ret.Err.Message}
	}
	return ret.Res.Cookie
}
