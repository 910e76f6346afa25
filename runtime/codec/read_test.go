package codec

import (
	"encoding/json"
	"errors"
	"math/big"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// A read is a JSON text with the value it stands for or the text of its refusal.
type read struct {
	name string
	text string
	into any // a pointer; its target is replaced by a new one
	want any // what it points to then, or
	fail string
}

func (test read) run(t *testing.T) {
	v := reflect.New(reflect.TypeOf(test.into).Elem())
	err := JSON.Decode([]byte(test.text), v.Interface())
	if test.fail != "" {
		var e *runtime.Error
		if !errors.As(err, &e) {
			t.Fatalf("got %+v, %v, want an error of the runtime", v.Elem(), err)
		}
		if e.Message != test.fail || e.Type != runtime.ServerError || e.Code != runtime.CodeInputData {
			t.Errorf("\n got %s %v %s\nwant %s", e.Type, e.Code, e.Message, test.fail)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Elem().Interface(); !reflect.DeepEqual(got, test.want) {
		t.Errorf("\n got %#v\nwant %#v", got, test.want)
	}
}

type nullable struct{ Text string }

func (n *nullable) UnmarshalJSON(text []byte) error {
	if string(text) == `"bad"` {
		return errors.New("this is bad")
	}
	n.Text = string(text)
	return nil
}

// oneWay can only be written; null is what it may write.
type oneWay struct{ N int }

func (oneWay) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

type optional struct {
	P *int            `json:"p"`
	A any             `json:"a"`
	R json.RawMessage `json:"r"`
	C nullable        `json:"c"`
	O oneWay          `json:"o"`
	E []int           `json:"e,omitempty"`
	Z time.Time       `json:"z,omitzero"`
}

type outer struct {
	*Base
	*inner2
	Own int
}

type inner2 struct {
	Deep string `json:"deep"`
}

// Inner is embedded by a pointer to it, and it embeds another.
type Inner struct {
	*Base
	I int
}

type chained struct {
	*Inner
	J int
}

func TestDecode(t *testing.T) {
	date := func(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
	for _, test := range []read{
		{name: "space", text: " \n\t\r{ \"A\" : [ 1 , 2 ] , \"x\":null } \n", into: new(struct{ A []int }), want: struct{ A []int }{[]int{1, 2}}},
		{name: "string", text: `"a\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\é"`, into: new(string), want: "aé😀/\b\f\n\r\t\"\\é"},
		{name: "integer as 1.0", text: `[1.0, 1e3, 12.50e1, 0e-400, -0, 0.0, 100e-2, -1.5e1]`, into: new([]int), want: []int{1, 1000, 125, 0, 0, 0, 1, -15}},
		{name: "bounds", text: `[127, -128]`, into: new([]int8), want: []int8{127, -128}},
		{name: "int64", text: `[9223372036854775807, -9223372036854775808, 9223372036854775807.0, 922337203685477580.7e1]`, into: new([]int64),
			want: []int64{1<<63 - 1, -1 << 63, 1<<63 - 1, 1<<63 - 1}},
		{name: "uint64", text: `[18446744073709551615, 1.8446744073709551615e19, -0]`, into: new([]uint64), want: []uint64{1<<64 - 1, 1<<64 - 1, 0}},
		{name: "long zeros", text: `1` + strings.Repeat("0", 500) + `e-500`, into: new(int), want: 1},
		{name: "float", text: `[1, 1.5e300, 1e-999]`, into: new([]float64), want: []float64{1, 1.5e300, 0}},
		{name: "date", text: `["2020-01-02T03:04:05.678Z","2020-01-02T03:04:05+01:00","2020-01-02",1600000000123,-1,1.9]`, into: new([]time.Time),
			want: []time.Time{date(1577934245678), date(1577930645000), date(1577923200000), date(1600000000123), date(-1), date(1)}},
		{name: "bytes", text: `["AQID/w==","AQID_w","AQID/w","","AA=="]`, into: new([][]byte), want: [][]byte{{1, 2, 3, 255}, {1, 2, 3, 255}, {1, 2, 3, 255}, {}, {0}}},
		{name: "duration", text: `1e9`, into: new(time.Duration), want: time.Second},
		{name: "any", text: `{"a":[1,null,"x",true,{}],"b":[]}`, into: new(any),
			want: map[string]any{"a": []any{1.0, nil, "x", true, map[string]any{}}, "b": []any{}}},
		{name: "empty slice", text: `[]`, into: new([]int), want: []int{}},
		{name: "array", text: `[1,2]`, into: new([2]int), want: [2]int{1, 2}},
		{name: "map", text: `{"a":1,"b":2}`, into: new(map[string]int), want: map[string]int{"a": 1, "b": 2}},
		{name: "int keys", text: `{"-1":1,"0":2}`, into: new(map[int8]int), want: map[int8]int{-1: 1, 0: 2}},
		{name: "text keys", text: `{"[1,2]":3}`, into: new(map[point]int), want: map[point]int{{1, 2}: 3}},
		{name: "text", text: `["::1"]`, into: new([]netip.Addr), want: []netip.Addr{netip.MustParseAddr("::1")}},
		{name: "keys behind pointers", text: `{}`, into: new(map[*point]int), want: map[*point]int{}},
		{name: "uint keys", text: `{"200":1}`, into: new(map[uint8]int), want: map[uint8]int{200: 1}},
		{name: "typed keys", text: `{"a":1}`, into: new(map[upper]int), want: map[upper]int{"a": 1}},
		{name: "any in a map", text: `{"a":1}`, into: new(map[string]any), want: map[string]any{"a": 1.0}},
		{name: "no interface", text: `null`, into: new(error), want: nil},
		{name: "own", text: `12345678901234567890123`, into: new(big.Int), want: *mustBig("12345678901234567890123")},
		{name: "raw", text: ` {"a" : 1} `, into: new(json.RawMessage), want: json.RawMessage(`{"a" : 1}`)},
		{name: "number", text: `[1e3,"12"]`, into: new([]json.Number), want: []json.Number{"1e3", "12"}},
		{name: "null at the root", text: `null`, into: new(*int), want: (*int)(nil)},
		{name: "null elements", text: `{"P":[null,1],"A":[null],"R":[null],"C":[null],"O":[null]}`,
			into: new(struct {
				P []*int
				A []any
				R []json.RawMessage
				C []nullable
				O []oneWay
			}),
			want: struct {
				P []*int
				A []any
				R []json.RawMessage
				C []nullable
				O []oneWay
			}{[]*int{nil, ptr(1)}, []any{nil}, []json.RawMessage{json.RawMessage("null")}, []nullable{{"null"}}, []oneWay{{}}}},
		{name: "optional, missing", text: `{}`, into: new(optional), want: optional{}},
		{name: "optional, null", text: `{"p":null,"a":null,"r":null,"c":null,"o":null,"e":null,"z":null}`, into: new(optional),
			want: optional{R: json.RawMessage("null"), C: nullable{"null"}}},
		{name: "string option", text: `{"A":"1.0","B":"true","C":"\"x\"","D":null}`,
			into: new(struct {
				A int    `json:",string"`
				B *bool  `json:",string"`
				C string `json:",string"`
				D *int   `json:",string"`
			}),
			want: struct {
				A int    `json:",string"`
				B *bool  `json:",string"`
				C string `json:",string"`
				D *int   `json:",string"`
			}{1, ptr(true), "x", nil}},
		{name: "embedded pointer stays nil", text: `{"Own":1,"name":null,"note":null}`, into: new(outer), want: outer{Own: 1}},
		{name: "embedded pointer", text: `{"Own":1,"name":"x"}`, into: new(outer), want: outer{Own: 1, Base: &Base{Name: "x"}}},
		{name: "embedded chain, outer only", text: `{"J":1,"I":2}`, into: new(chained), want: chained{J: 1, Inner: &Inner{I: 2}}},
		{name: "unknown fields", text: `{"x":{"y":[1,{"z":null}]},"Own":1,"OWN":2,"own":3}`, into: new(outer), want: outer{Own: 1}},
		{name: "recursive", text: `{"Next":{"Next":null}}`, into: new(list), want: list{Next: &list{}}},
		{name: "64 levels", text: strings.Repeat("[", 64) + strings.Repeat("]", 64), into: new(json.RawMessage), want: json.RawMessage(strings.Repeat("[", 64) + strings.Repeat("]", 64))},
		{name: "many names", text: manyNames(100, ""), into: new(struct{}), want: struct{}{}},
	} {
		t.Run(test.name, test.run)
	}
}

func mustBig(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 10)
	if !ok {
		panic(s)
	}
	return n
}

// manyNames is an object with n names and then the last one.
func manyNames(n int, last string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`,"k` + strings.Repeat("x", i) + `":1`)
	}
	return "{" + b.String()[1:] + last + "}"
}

func TestDecodeRefuses(t *testing.T) {
	const bad = "Input is not a valid JSON string: "
	const deep = "Input is nested too deeply: more than 64 levels"
	type nested struct {
		A struct {
			B []struct{ C string }
		} `json:"a"`
	}
	for _, test := range []read{
		// TSRPC's texts for values.
		{text: `{"a":{"B":[{"C":"x"},{"C":5}]}}`, into: new(nested), fail: "Property `a.B.1.C`: Expected type to be `string`, actually `number`."},
		{text: `{"a":{"B":[{}]}}`, into: new(nested), fail: "Property `a.B.0`: Missing required property `C`."},
		{text: `{"a":{"B":null}}`, into: new(nested), fail: "Property `a`: Missing required property `B`."},
		{text: `{}`, into: new(nested), fail: "Missing required property `a`."},
		{text: `{"note":"x"}`, into: new(outer), fail: "Missing required property `name`."},
		{text: `{"Own":1,"note":"x"}`, into: new(outer), fail: "Missing required property `name`."},
		{text: `{"J":1,"name":"x"}`, into: new(chained), fail: "Missing required property `I`."},
		{text: `{"Own":1,"deep":"x"}`, into: new(outer), fail: "Property `deep`: an embedded pointer to an unexported struct cannot be set"},
		{text: `null`, into: new(nested), fail: "Expected type to be `Object`, actually `null`."},
		{text: `[]`, into: new(nested), fail: "Expected type to be `Object`, actually `Array`."},
		{text: `[]`, into: new(map[string]int), fail: "Expected type to be `Object`, actually `Array`."},
		{text: `{}`, into: new([]int), fail: "Expected type to be `Array`, actually `Object`."},
		{text: `{}`, into: new([1]int), fail: "Expected type to be `Array`, actually `Object`."},
		{text: `"true"`, into: new(bool), fail: "Expected type to be `boolean`, actually `string`."},
		{text: `false`, into: new(int), fail: "Expected type to be `number`, actually `boolean`."},
		{text: `"1"`, into: new(float64), fail: "Expected type to be `number`, actually `string`."},
		{text: `1`, into: new(upper), fail: "Expected type to be `string`, actually `number`."},
		{text: `1`, into: new(point), fail: "Expected type to be `string`, actually `number`."},
		{text: `true`, into: new(time.Time), fail: "Expected type to be `Date`, actually `boolean`."},
		{text: `[1]`, into: new([]byte), fail: "Expected type to be `Uint8Array`, actually `Array`."},
		{text: `1`, into: new(struct{ A int }), fail: "Expected type to be `Object`, actually `number`."},
		{text: `{"A":1}`, into: new(struct {
			A int `json:",string"`
		}), fail: "Property `A`: Expected type to be `string`, actually `number`."},
		{text: `[null]`, into: new([]int), fail: "Property `0`: Expected type to be `number`, actually `null`."},
		{text: `[null]`, into: new([]point), fail: "Property `0`: Expected type to be `string`, actually `null`."},
		{text: `{"a":null}`, into: new(map[string]string), fail: "Property `a`: Expected type to be `string`, actually `null`."},
		{text: `null`, into: new(time.Time), fail: "Expected type to be `Date`, actually `null`."},
		{text: `[1]`, into: new([2]int), fail: "Missing required property `1`."},
		{text: `[1,2,3]`, into: new([2]int), fail: "Value has more elements but schema allows only 2."},
		// Numbers that the type cannot hold.
		{text: `300`, into: new(uint8), fail: "`300` is not a valid `uint8`."},
		{text: `128`, into: new(int8), fail: "`128` is not a valid `int8`."},
		{text: `-129`, into: new(int8), fail: "`-129` is not a valid `int8`."},
		{text: `1.5`, into: new(int), fail: "`1.5` is not a valid `int`."},
		{text: `15e-1`, into: new(uint), fail: "`15e-1` is not a valid `uint`."},
		{text: `-1`, into: new(uint16), fail: "`-1` is not a valid `uint`."},
		{text: `9223372036854775808`, into: new(int64), fail: "`9223372036854775808` is not a valid `int64`."},
		{text: `18446744073709551616`, into: new(uint64), fail: "`18446744073709551616` is not a valid `uint64`."},
		{text: `1e400`, into: new(int), fail: "`1e400` is not a valid `int`."},
		{text: `1e999999999999999999999`, into: new(int64), fail: "`1e999999999999999999999` is not a valid `int64`."},
		{text: `1e-999999999999999999999`, into: new(int64), fail: "`1e-999999999999999999999` is not a valid `int`."},
		{text: `1e400`, into: new(float64), fail: "`1e400` is not a valid `float64`."},
		{text: `1e39`, into: new(float32), fail: "`1e39` is not a valid `float32`."},
		{text: `1e400`, into: new(any), fail: "A number is out of range."},
		{text: strings.Repeat("9", 100), into: new(int), fail: "`" + strings.Repeat("9", 64) + "…` is not a valid `int`."},
		// Strings that stand for something.
		{text: `"yesterday"`, into: new(time.Time), fail: "`yesterday` is not a valid `Date`."},
		{text: `"2020-13-01"`, into: new(time.Time), fail: "`2020-13-01` is not a valid `Date`."},
		{text: `"2020-01-02T03:04:05"`, into: new(time.Time), fail: "`2020-01-02T03:04:05` is not a valid `Date`."},
		{text: `8.65e15`, into: new(time.Time), fail: "`8.65e15` is not a valid `Date`."},
		{text: `"!!"`, into: new([]byte), fail: "`!!` is not a valid `base64`."},
		{text: `"AQI=="`, into: new([]byte), fail: "`AQI==` is not a valid `base64`."},
		{text: `"AA\n=="`, into: new([]byte), fail: "`AA\n==` is not a valid `base64`."},
		{text: `"+_AA"`, into: new([]byte), fail: "`+_AA` is not a valid `base64`."},
		{text: `"x"`, into: new(json.Number), fail: "`x` is not a valid `number`."},
		{text: `{"A":"1x"}`, into: new(struct {
			A int `json:",string"`
		}), fail: "Property `A`: `1x` is not a valid `int`."},
		{text: `{"A":" 1"}`, into: new(struct {
			A int `json:",string"`
		}), fail: "Property `A`: ` 1` is not a valid `int`."},
		{text: `{"A":"1 "}`, into: new(struct {
			A int `json:",string"`
		}), fail: "Property `A`: `1 ` is not a valid `int`."},
		{text: `{"A":""}`, into: new(struct {
			A bool `json:",string"`
		}), fail: "Property `A`: `` is not a valid `bool`."},
		{text: `{"01":1}`, into: new(map[int]int), fail: "`01` is not a valid key, the key here should be a `number`."},
		{text: `{"300":1}`, into: new(map[uint8]int), fail: "`300` is not a valid key, the key here should be a `number`."},
		{text: `{"?":1}`, into: new(map[point]int), fail: "Property `?`: not a point"},
		{text: `{"[1,2]":1,"[1, 2]":2}`, into: new(map[point]int), fail: bad + "Duplicate property name near position 10"},
		{text: `["bad"]`, into: new([]nullable), fail: "Property `0`: this is bad"},
		{text: `"?"`, into: new(point), fail: "not a point"},
		{text: `{}`, into: new(chan int), fail: "Values of type chan int cannot be received."},
		{text: `1`, into: new(error), fail: "Values of type error cannot be received."},
		{text: `{"t":1}`, into: new(struct {
			secret  `json:"t"`
			methods `json:"-"`
			others  `json:"-"`
		}), fail: "Property `t`: Values of type time.Time cannot be received."},
		{text: `{"a":"x"}`, into: new(struct {
			address `json:"a"`
			methods `json:"-"`
			others  `json:"-"`
		}), fail: "Property `a`: Values of type netip.Addr cannot be received."},
		{text: `{}`, into: new(map[float64]int), fail: "Values of type map[float64]int cannot be received."},
		{text: `{"a":1}`, into: new(map[uint8]int), fail: "`a` is not a valid key, the key here should be a `number`."},
		{text: `{"?":1}`, into: new(map[*point]int), fail: "Property `?`: not a point"},
		{text: `1`, into: new(self), fail: "Values of type codec.self cannot be received."},
		{text: `{"` + strings.Repeat("k", 100) + `":"x"}`, into: new(map[string]int),
			fail: "Property `" + strings.Repeat("k", 64) + "…`: Expected type to be `number`, actually `string`."},
		// Exact names.
		{text: `{"own":1}`, into: new(outer), fail: "Missing required property `Own`."},
		// Syntax.
		{text: ``, into: new(any), fail: bad + "Unexpected end of JSON input"},
		{text: ` `, into: new(nested), fail: bad + "Unexpected end of JSON input"},
		{text: "\ufeff{}", into: new(any), fail: bad + "Unexpected token in JSON at position 0"},
		{text: `{"a"`, into: new(any), fail: bad + "Expected ':' after property name in JSON at position 4"},
		{text: `{`, into: new(any), fail: bad + "Expected property name in JSON at position 1"},
		{text: `{"a":1,}`, into: new(any), fail: bad + "Expected property name in JSON at position 7"},
		{text: `{"a":1 "b"}`, into: new(any), fail: bad + "Expected ',' or '}' after property value in JSON at position 7"},
		{text: `{,}`, into: new(any), fail: bad + "Expected property name in JSON at position 1"},
		{text: `{a:1}`, into: new(any), fail: bad + "Expected property name in JSON at position 1"},
		{text: `[1`, into: new(any), fail: bad + "Expected ',' or ']' after array element in JSON at position 2"},
		{text: `[1,]`, into: new([]int), fail: bad + "Unexpected token in JSON at position 3"},
		{text: `[,1]`, into: new(any), fail: bad + "Unexpected token in JSON at position 1"},
		{text: `1 2`, into: new(any), fail: bad + "Unexpected non-whitespace character after JSON at position 2"},
		{text: `{} {}`, into: new(struct{}), fail: bad + "Unexpected non-whitespace character after JSON at position 3"},
		{text: `01`, into: new(int), fail: bad + "Unexpected non-whitespace character after JSON at position 1"},
		{text: `-`, into: new(int), fail: bad + "Unexpected end of JSON input"},
		{text: `1.`, into: new(int), fail: bad + "Unexpected end of JSON input"},
		{text: `1.x`, into: new(int), fail: bad + "Unexpected token in JSON at position 2"},
		{text: `1e+`, into: new(any), fail: bad + "Unexpected end of JSON input"},
		{text: `+1`, into: new(any), fail: bad + "Unexpected token in JSON at position 0"},
		{text: `.5`, into: new(any), fail: bad + "Unexpected token in JSON at position 0"},
		{text: `NaN`, into: new(any), fail: bad + "Unexpected token in JSON at position 0"},
		{text: `tru`, into: new(bool), fail: bad + "Unexpected end of JSON input"},
		{text: `nulL`, into: new(any), fail: bad + "Unexpected token in JSON at position 3"},
		{text: `"a`, into: new(string), fail: bad + "Unterminated string in JSON at position 2"},
		{text: `"a\`, into: new(string), fail: bad + "Bad escaped character in JSON at position 2"},
		{text: `"\x41"`, into: new(string), fail: bad + "Bad escaped character in JSON at position 1"},
		{text: `"\u12g4"`, into: new(string), fail: bad + "Bad escaped character in JSON at position 1"},
		{text: `"\ud800"`, into: new(string), fail: bad + "Bad escaped character in JSON at position 1"},
		{text: `"\udc00\ud800"`, into: new(string), fail: bad + "Bad escaped character in JSON at position 1"},
		{text: `"a\ud800\u0041"`, into: new(string), fail: bad + "Bad escaped character in JSON at position 2"},
		{text: "\"\x01\"", into: new(string), fail: bad + "Bad control character in string literal in JSON at position 1"},
		{text: "\"\\n\x01\"", into: new(string), fail: bad + "Bad control character in string literal in JSON at position 3"},
		{text: "\"\xff\"", into: new(string), fail: bad + "Invalid UTF-8 at position 1"},
		{text: "\"\\n\xc3\"", into: new(string), fail: bad + "Invalid UTF-8 at position 3"},
		{text: "\"\xed\xa0\x80\"", into: new(any), fail: bad + "Invalid UTF-8 at position 1"},
		{text: "{\"unknown\":\"\xff\"}", into: new(struct{}), fail: bad + "Invalid UTF-8 at position 12"},
		// A name stands once in an object, wherever it is.
		{text: `{"Own":1,"Own":1}`, into: new(outer), fail: bad + "Duplicate property name near position 8"},
		{text: `{"Own":null,"Own":1}`, into: new(outer), fail: bad + "Duplicate property name near position 11"},
		{text: `{"x":1,"\u0078":1}`, into: new(struct{}), fail: bad + "Duplicate property name near position 6"},
		{text: `{"x":{"y":1,"y":2}}`, into: new(struct{}), fail: bad + "Duplicate property name near position 11"},
		{text: `{"a":1,"a":1}`, into: new(any), fail: bad + "Duplicate property name near position 6"},
		{text: `{"a":1,"a":1}`, into: new(map[string]int), fail: bad + "Duplicate property name near position 6"},
		{text: `[{"a":1,"a":1}]`, into: new([]json.RawMessage), fail: bad + "Duplicate property name near position 7"},
		{text: `{"a":1,"a":1}`, into: new(nullable), fail: bad + "Duplicate property name near position 6"},
		{text: manyNames(20, `,"k":2`), into: new(struct{}), fail: bad + "Duplicate property name near position 310"},
		// Depth, enforced while reading: what follows is not looked at.
		{text: strings.Repeat("[", 65), into: new(any), fail: deep},
		{text: strings.Repeat("[", 100000), into: new(json.RawMessage), fail: deep},
		{text: `{"x":` + strings.Repeat("[", 64), into: new(struct{}), fail: deep},
		{text: strings.Repeat(`{"Next":`, 65), into: new(list), fail: deep},
		{text: strings.Repeat(`[`, 65), into: new(loop), fail: deep},
		{text: strings.Repeat(`[`, 65), into: new(nullable), fail: deep},
	} {
		name := test.text
		if len(name) > 40 {
			name = name[:40]
		}
		t.Run(name, test.run)
	}
}

func TestDecodeMisuse(t *testing.T) {
	for _, v := range []any{nil, 1, (*int)(nil), struct{}{}} {
		if err := JSON.Decode([]byte("1"), v); err == nil {
			t.Errorf("no error for %T", v)
		}
	}
}

func TestDecodeKeepsNothing(t *testing.T) {
	data := []byte(`{"s":"abc","r":[1],"a":{"k":"v"},"m":{"x":"y"}}`)
	var v struct {
		S string            `json:"s"`
		R json.RawMessage   `json:"r"`
		A any               `json:"a"`
		M map[string]string `json:"m"`
	}
	if err := JSON.Decode(data, &v); err != nil {
		t.Fatal(err)
	}
	clear(data)
	if v.S != "abc" || string(v.R) != "[1]" || v.A.(map[string]any)["k"] != "v" || v.M["x"] != "y" {
		t.Errorf("%+v", v)
	}
}

func TestDecodeReplaces(t *testing.T) {
	old := []int{1, 2, 3}
	v := struct {
		S []int
		M map[string]int
	}{old, map[string]int{"old": 1}}
	if err := JSON.Decode([]byte(`{"S":[9],"M":{"new":2}}`), &v); err != nil {
		t.Fatal(err)
	}
	if old[0] != 1 || len(v.S) != 1 || len(v.M) != 1 {
		t.Errorf("%v %v", old, v)
	}
}

func TestDecodeWrapsOwnErrors(t *testing.T) {
	var v struct{ P *picky }
	err := JSON.Decode([]byte(`{"P":1}`), &v)
	if !errors.Is(err, errPicky) {
		t.Error(err)
	}
}

type picky struct{}

var errPicky = errors.New("not to my taste")

func (*picky) UnmarshalJSON([]byte) error { return errPicky }

// A grade is a string that is not just any string.
type grade string

func (g grade) MarshalText() ([]byte, error) { return []byte("grade " + g), nil }

func (g *grade) UnmarshalText(text []byte) error {
	s, ok := strings.CutPrefix(string(text), "grade ")
	if !ok {
		return errPicky
	}
	*g = grade(s)
	return nil
}

// A type's own idea of its texts holds for keys as it does for values: what it
// refuses there must not come in as a key.
func TestKeysWithTextsOfTheirOwn(t *testing.T) {
	from := map[grade]grade{"A": "B"}
	data, err := JSON.Append(nil, from)
	if err != nil || string(data) != `{"grade A":"grade B"}` {
		t.Errorf("got %s, %v", data, err)
	}
	var to map[grade]grade
	if err := JSON.Decode(data, &to); err != nil || to["A"] != "B" {
		t.Errorf("got %v, %v", to, err)
	}
	if err := JSON.Decode([]byte(`{"A":"grade B"}`), &to); !errors.Is(err, errPicky) {
		t.Errorf("a key that its type refuses: got %v, %v", to, err)
	}
}
