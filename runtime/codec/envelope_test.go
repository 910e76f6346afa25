package codec

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

type hello struct {
	runtime.BaseResponse
	Reply string     `json:"reply"`
	When  *time.Time `json:"when,omitempty"`
	Data  []byte     `json:"data,omitempty"`
	N     *int       `json:"n,omitempty"`
}

func cookie(id string, values map[string]any) *runtime.Cookie {
	return &runtime.Cookie{SessionID: id, Values: values}
}

func TestAppendEnvelope(t *testing.T) {
	type values = map[string]any
	for _, test := range []struct {
		name string
		ret  runtime.Return
		want string
	}{
		{"response", runtime.Return{Response: &hello{Reply: "hi"}}, `{"isSucc":true,"res":{"reply":"hi"}}`},
		{"response by value", runtime.Return{Response: hello{Reply: "hi"}}, `{"isSucc":true,"res":{"reply":"hi"}}`},
		{"empty", runtime.Return{Response: &struct{}{}}, `{"isSucc":true,"res":{}}`},
		{"nothing", runtime.Return{}, `{"isSucc":true,"res":{}}`},
		{"nil pointer", runtime.Return{Response: (*hello)(nil)}, `{"isSucc":true,"res":{}}`},
		{"cookie in the response", runtime.Return{Response: &hello{BaseResponse: runtime.BaseResponse{Cookie: cookie("s", nil)}}},
			`{"isSucc":true,"res":{"__cookie":{"sessionId":"s"},"reply":""}}`},
		{"cookie beside the response", runtime.Return{Response: &struct{}{}, Cookie: cookie("s", nil)}, `{"isSucc":true,"res":{}}`},
		{"error", runtime.Return{Err: &runtime.Error{Message: "no"}}, `{"isSucc":false,"err":{"message":"no","type":"ApiError"}}`},
		{"error with all", runtime.Return{Err: &runtime.Error{Message: "no", Type: runtime.ServerError, Code: "C",
			Data: values{"b": 1, "a": []int(nil), "message": "x", "type": "x", "code": "x"}}},
			`{"isSucc":false,"err":{"message":"no","type":"ServerError","code":"C","a":[],"b":1}}`},
		{"error with number", runtime.Return{Err: &runtime.Error{Message: "", Code: 404}}, `{"isSucc":false,"err":{"message":"","type":"ApiError","code":404}}`},
		{"error with cookie", runtime.Return{Err: &runtime.Error{Message: "no"}, Cookie: cookie("s", values{"k": 1})},
			`{"isSucc":false,"err":{"message":"no","type":"ApiError"},"__cookie":{"sessionId":"s","k":1}}`},
		{"error with empty cookie", runtime.Return{Err: &runtime.Error{Message: "no"}, Cookie: &runtime.Cookie{}},
			`{"isSucc":false,"err":{"message":"no","type":"ApiError"},"__cookie":{}}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, v := range []any{test.ret, &test.ret} {
				if got, err := JSON.Append(nil, v); err != nil || string(got) != test.want {
					t.Errorf("%v\n got %s\nwant %s", err, got, test.want)
				}
			}
		})
	}
}

func TestDecodeEnvelope(t *testing.T) {
	type values = map[string]any
	apiError := func(message string, code any, data values) *runtime.Error {
		return &runtime.Error{Message: message, Type: runtime.APIError, Code: code, Data: data}
	}
	for _, test := range []struct {
		name   string
		text   string
		reply  string
		err    *runtime.Error
		cookie *runtime.Cookie
		fail   string
	}{
		{name: "success", text: `{"isSucc":true,"res":{"reply":"hi"}}`, reply: "hi"},
		{name: "keys in another order", text: `{"x":{},"res":{"reply":"hi"},"err":null,"isSucc":true,"__cookie":{"a":1}}`, reply: "hi"},
		{name: "success of JavaScript's kind", text: `{"isSucc":"yes","res":{"reply":"hi"}}`, reply: "hi"},
		{name: "both", text: `{"isSucc":true,"res":{"reply":"hi"},"err":{"message":"no"}}`, reply: "hi"},
		{name: "error", text: `{"isSucc":false,"err":{"message":"no","type":"ApiError","code":"C","left":2}}`, err: apiError("no", "C", values{"left": 2.0})},
		{name: "error and response", text: `{"isSucc":false,"res":{"reply":"hi"},"err":{"message":"no"}}`, err: apiError("no", nil, nil)},
		{name: "isSucc is missing", text: `{"err":{"message":"no"},"res":{"reply":"hi"}}`, err: apiError("no", nil, nil)},
		{name: "isSucc without response", text: `{"isSucc":true,"err":{"message":"no"}}`, err: apiError("no", nil, nil)},
		{name: "number", text: `{"isSucc":0,"err":{"message":"no","type":"X","code":404.0}}`, err: &runtime.Error{Message: "no", Type: "X", Code: 404}},
		{name: "odd code", text: `{"isSucc":0.0e5,"err":{"message":"no","code":1.5}}`, err: apiError("no", nil, values{"code": 1.5})},
		{name: "huge code", text: `{"isSucc":false,"err":{"message":"no","code":1e300}}`, err: apiError("no", nil, values{"code": 1e300})},
		{name: "null code", text: `{"isSucc":null,"err":{"message":"no","code":null}}`, err: apiError("no", nil, nil)},
		{name: "odd fields", text: `{"isSucc":"","err":{"message":5,"type":[]}}`, err: apiError("", nil, values{"message": 5.0, "type": []any{}})},
		{name: "empty error", text: `{"isSucc":false,"err":{}}`, err: apiError("", nil, nil)},
		{name: "error is text", text: `{"isSucc":false,"err":"n\u006f"}`, err: apiError("no", nil, nil)},
		{name: "error is a list", text: `{"isSucc":false,"err":[1]}`, err: apiError("[1]", nil, nil)},
		{name: "error is true", text: `{"err":true}`, err: apiError("true", nil, nil)},
		{name: "cookie", text: `{"isSucc":false,"__cookie":{"sessionId":"s","k":1},"err":{"message":"no"}}`, err: apiError("no", nil, nil), cookie: cookie("s", values{"k": 1.0})},
		{name: "empty cookie", text: `{"isSucc":false,"err":{"message":"no"},"__cookie":{}}`, err: apiError("no", nil, nil), cookie: &runtime.Cookie{}},
		{name: "null cookie", text: `{"isSucc":false,"err":{"message":"no"},"__cookie":null}`, err: apiError("no", nil, nil)},

		{name: "no error", text: `{"isSucc":false}`, fail: "Parse server output error"},
		{name: "nothing", text: `{}`, fail: "Parse server output error"},
		{name: "false error", text: `{"isSucc":true,"err":0}`, fail: "Parse server output error"},
		{name: "empty text error", text: `{"err":""}`, fail: "Parse server output error"},
		{name: "list", text: `[]`, fail: "Expected type to be `Object`, actually `Array`."},
		{name: "empty", text: ``, fail: "Input is not a valid JSON string: Unexpected end of JSON input"},
		{name: "rest", text: `{"isSucc":false,"err":{"message":"no"}} 1`, fail: "Input is not a valid JSON string: Unexpected non-whitespace character after JSON at position 40"},
		{name: "bad response", text: `{"isSucc":true,"res":{"reply":5}}`, fail: "Property `reply`: Expected type to be `string`, actually `number`."},
		{name: "bad response, first", text: `{"res":{},"isSucc":true}`, fail: "Missing required property `reply`."},
		{name: "null response", text: `{"isSucc":true,"res":null}`, fail: "Expected type to be `Object`, actually `null`."},
		{name: "bad cookie", text: `{"isSucc":false,"err":{"message":"no"},"__cookie":{"sessionId":1}}`, fail: "Property `__cookie.sessionId`: Expected type to be `string`, actually `number`."},
		{name: "duplicate", text: `{"isSucc":true,"isSucc":true}`, fail: "Input is not a valid JSON string: Duplicate property name near position 14"},
		{name: "duplicate response", text: `{"isSucc":true,"res":{"reply":""},"res":{"reply":""}}`, fail: "Input is not a valid JSON string: Duplicate property name near position 33"},
		{name: "deep, unused", text: `{"isSucc":true,"res":{"reply":""},"x":` + strings.Repeat("[", 64), fail: "Input is nested too deeply: more than 64 levels"},
		{name: "deep in the response", text: `{"isSucc":true,"res":{"reply":"","x":` + strings.Repeat("[", 63), fail: "Input is nested too deeply: more than 64 levels"},
		{name: "deep in the error", text: `{"err":` + strings.Repeat(`{"a":`, 64), fail: "Input is nested too deeply: more than 64 levels"},
	} {
		t.Run(test.name, func(t *testing.T) {
			res := hello{Reply: "before"}
			ret := runtime.Return{Response: &res, Err: &runtime.Error{}, Cookie: &runtime.Cookie{}}
			err := JSON.Decode([]byte(test.text), &ret)
			if test.fail != "" {
				var e *runtime.Error
				if !errors.As(err, &e) || e.Message != test.fail {
					t.Errorf("\n got %v\nwant %v", err, test.fail)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if test.err != nil {
				test.reply = "before" // an error leaves the response alone
			}
			if res.Reply != test.reply || !reflect.DeepEqual(ret.Err, test.err) || !reflect.DeepEqual(ret.Cookie, test.cookie) {
				t.Errorf("%+v %+v %v", res, ret.Err, ret.Cookie)
			}
		})
	}
}

func TestDecodeEnvelopeWithoutResponse(t *testing.T) {
	ret := runtime.Return{}
	if err := JSON.Decode([]byte(`{"isSucc":true,"res":{"a":1}}`), &ret); err != nil || ret.Err != nil {
		t.Error(err, ret.Err)
	}
	ret.Response = hello{}
	if err := JSON.Decode([]byte(`{"isSucc":true,"res":{"a":1}}`), &ret); err == nil {
		t.Error("a response that is no pointer has been accepted")
	}
}

// The envelope counts: what just fits can be read, and one more is not written.
func TestEnvelopeDepth(t *testing.T) {
	for n, fits := range map[int]bool{MaxDepth - 2: true, MaxDepth - 1: false} {
		var v any = 1.0
		for range n {
			v = []any{v}
		}
		text, err := JSON.Append(nil, &runtime.Return{Response: map[string]any{"v": v}})
		if (err == nil) != fits {
			t.Fatalf("%d levels: %v", n, err)
		}
		if err != nil {
			continue
		}
		var res struct {
			V any `json:"v"`
		}
		if err := JSON.Decode(text, &runtime.Return{Response: &res}); err != nil || !reflect.DeepEqual(res.V, v) {
			t.Errorf("%d levels: %v", n, err)
		}
	}
}

// helloRequest is the Hello of the recorded exchanges.
type helloRequest struct {
	runtime.BaseRequest
	Name string     `json:"name"`
	N    *int       `json:"n,omitempty"`
	When *time.Time `json:"when,omitempty"`
	Data []byte     `json:"data,omitempty"`
}

// The exchanges in testdata/exchanges.json were recorded with TSRPC's own
// server and client.
func TestRecordedExchanges(t *testing.T) {
	text, err := os.ReadFile("testdata/exchanges.json")
	if err != nil {
		t.Fatal(err)
	}
	var exchanges []struct{ Name, Request, Response string }
	if err := json.Unmarshal(text, &exchanges); err != nil {
		t.Fatal(err)
	}
	for _, x := range exchanges {
		t.Run(x.Name, func(t *testing.T) {
			var ret runtime.Return
			var raw json.RawMessage
			ret.Response = &raw
			if err := JSON.Decode([]byte(x.Response), &ret); err != nil {
				t.Fatal(err)
			}
			if ret.Err == nil {
				ret.Response = raw
			}
			again, err := JSON.Append(nil, &ret)
			if err != nil || string(again) != x.Response {
				t.Errorf("%v\n got %s\nwant %s", err, again, x.Response)
			}
			refusal := ""
			if ret.Err != nil && ret.Err.Code == runtime.CodeInputData {
				refusal = ret.Err.Message
			}
			if refusal, ok := strings.CutPrefix(refusal, "Invalid URL path"); ok || strings.Contains(refusal, "`text`") {
				return // not about a Hello
			}
			var req helloRequest
			err = JSON.Decode([]byte(x.Request), &req)
			if refusal == "" {
				if strings.Contains(x.Response, `"reply"`) && err != nil {
					t.Error(err)
				}
				return
			}
			var e *runtime.Error
			if !errors.As(err, &e) || e.Message != refusal || e.Type != ret.Err.Type {
				t.Errorf("\n got %v\nwant %v", err, refusal)
			}
		})
	}
}
