package interop

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"
)

const goodValues = `{"bool":true,"text":"","double":0,"int":0,"uint":0,"bytes":"","when":"2020-01-02T03:04:05.678Z","list":[],` +
	`"pair":[1,2],"map":{},"byNum":{},"any":0,"color":"red","level":1,"tree":{"name":"","kids":[]}}`

// Why our server deliberately does otherwise.
const (
	open   = "a Go type with constants holds other values too: the handler decides"
	broken = "TSRPC's handler gets an Invalid Date or other bytes than were meant"
	sized  = "the Go type has no room for it"
	tuple  = "to us an array is a list of which the length is known, whatever its length"
)

// invalid are values that TSRPC refuses, each in place of the good one of its field.
// The text is that of our server where it is deliberately another, with the reason.
var invalid = []struct{ change, ours, why string }{
	{change: `{"bool":"x"}`},
	{change: `{"bool":null}`},
	{change: `{"text":5}`},
	{change: `{"text":null}`},
	{change: `{"text":[]}`},
	{change: `{"double":"1"}`},
	{change: `{"int":1.5}`},
	{change: `{"int":"1"}`},
	{change: `{"uint":-1}`},
	{change: `{"uint":0.5}`},
	{change: `{"bytes":5}`},
	{change: `{"when":true}`},
	{change: `{"list":{}}`},
	{change: `{"list":null}`},
	{change: `{"list":[1,"x"]}`},
	{change: `{"map":[]}`},
	{change: `{"map":{"k":"v"}}`},
	{change: `{"byNum":{"1":2}}`},
	{change: `{"byNum":{"k":"v"}}`},
	{change: `{"color":"green"}`, ours: "200 OK accepted", why: open},
	{
		change: `{"color":5}`, why: open,
		ours: "200 OK ServerError INPUT_DATA_ERR: Property `values.color`: Expected type to be `string`, actually `number`.",
	},
	{change: `{"level":2}`, ours: "200 OK accepted", why: open},
	{change: `{"tree":{"kids":[]}}`},
	{change: `{"tree":{"name":"a","kids":[{"name":1,"kids":[]}]}}`},
	{change: `{"maybe":5}`},
	{
		change: `{"when":"nonsense"}`, why: broken,
		ours: "200 OK ServerError INPUT_DATA_ERR: Property `values.when`: `nonsense` is not a valid `Date`.",
	},
	{
		change: `{"bytes":"!!"}`, why: broken,
		ours: "200 OK ServerError INPUT_DATA_ERR: Property `values.bytes`: `!!` is not a valid `base64`.",
	},
	{change: `{"pair":[1]}`},
	{
		change: `{"pair":[1,2,3]}`, why: sized,
		ours: "200 OK ServerError INPUT_DATA_ERR: Property `values.pair`: Value has more elements but schema allows only 2.",
	},
	{
		change: `{"pair":[1,null]}`, why: tuple,
		ours: "200 OK ServerError INPUT_DATA_ERR: Property `values.pair.1`: Expected type to be `number`, actually `null`.",
	},
	{
		change: `{"uint":5000000000}`, why: sized,
		ours: "200 OK ServerError INPUT_DATA_ERR: Property `values.uint`: `5000000000` is not a valid `uint32`.",
	},
	{
		change: `{"int":1e300}`, why: sized,
		ours: "200 OK ServerError INPUT_DATA_ERR: Property `values.int`: `1e+300` is not a valid `int`.",
	},
}

// TestValidation sends the same bad input to both servers, which say the same of it.
func TestValidation(t *testing.T) {
	ours, theirs := serve(t), startTSRPC(t)
	for _, c := range invalid {
		t.Run(c.change, func(t *testing.T) {
			values := map[string]any{}
			change := map[string]any{}
			for text, into := range map[string]*map[string]any{goodValues: &values, c.change: &change} {
				if err := json.Unmarshal([]byte(text), into); err != nil {
					t.Fatal(err)
				}
			}
			maps.Copy(values, change)
			body, err := json.Marshal(map[string]any{"values": values})
			if err != nil {
				t.Fatal(err)
			}
			got, want := post(t, ours+"Echo", string(body)), post(t, theirs+"Echo", string(body))
			if got == want && c.why != "" {
				t.Errorf("there is no difference anymore: %s", got)
			}
			if c.why != "" {
				want = c.ours
			}
			if got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// post returns the status and the text of an error, or "accepted".
func post(t *testing.T, url, body string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
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
		IsSucc bool
		Err    struct{ Message, Type, Code string }
	}
	if err := json.Unmarshal(data, &ret); err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	if ret.IsSucc {
		return res.Status + " accepted"
	}
	return res.Status + " " + ret.Err.Type + " " + ret.Err.Code + ": " + ret.Err.Message
}
