package codec

import (
	"encoding"
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

type upper string

func (u upper) MarshalText() ([]byte, error) { return []byte(strings.ToUpper(string(u))), nil }

type point struct{ X, Y int }

func (p point) MarshalText() ([]byte, error) { return json.Marshal([]int{p.X, p.Y}) }

func (p *point) UnmarshalText(text []byte) error {
	var xy [2]int
	if err := json.Unmarshal(text, &xy); err != nil {
		return errors.New("not a point")
	}
	p.X, p.Y = xy[0], xy[1]
	return nil
}

// byPointer has its method on the pointer only.
type byPointer struct{ N int }

func (p *byPointer) MarshalJSON() ([]byte, error) { return []byte(`"pointer"`), nil }
func (b *byPointer) UnmarshalJSON([]byte) error   { *b = byPointer{}; return nil }

// texter is the same for text.
type texter struct{}

func (*texter) MarshalText() ([]byte, error) { return []byte("pointer"), nil }

// raws has a marshaler that gives what it holds.
type raws string

func (r raws) MarshalJSON() ([]byte, error) { return []byte(r), nil }

// never is left out by omitzero whatever it holds.
type never struct{ N int }

func (never) IsZero() bool { return true }

// neverByPointer is the same, with the method on the pointer.
type neverByPointer struct{ N int }

func (*neverByPointer) IsZero() bool { return true }

func ptr[T any](v T) *T { return &v }

func TestAppend(t *testing.T) {
	for _, test := range []struct {
		name string
		v    any
		want string
	}{
		{"nil", nil, `null`},
		{"bool", true, `true`},
		{"int", int8(-5), `-5`},
		{"uint", uint64(math.MaxUint64), `18446744073709551615`},
		{"float", 1e21, `1e+21`},
		{"small float", 1e-7, `1e-7`},
		{"float32", float32(0.1), `0.1`},
		{"negative zero", math.Copysign(0, -1), `-0`},
		{"string", "a<b>&\u2028\"\\\n\x01\x7f😀", `"a<b>&\u2028\"\\\n\u0001` + "\x7f😀\""},
		{"bad UTF-8", "a\xffb", "\"a\ufffdb\""},
		{"nil slice", []int(nil), `[]`},
		{"nil map", map[string]int(nil), `{}`},
		{"nil bytes", []byte(nil), `""`},
		{"bytes", []byte{1, 2, 3, 255}, `"AQID/w=="`},
		{"byte array", [3]byte{1, 2, 3}, `[1,2,3]`},
		{"nested nil slices", [][]int{nil, {}}, `[[],[]]`},
		{"time in UTC", time.Date(2020, 1, 2, 3, 4, 5, 678900000, time.FixedZone("", 3600)), `"2020-01-02T02:04:05.6789Z"`},
		{"duration", 3 * time.Second, `3000000000`},
		{"null in array", []*int{nil, ptr(1)}, `[null,1]`},
		{"null in map", map[string]*int{"a": nil}, `{"a":null}`},
		{"nil pointer at the root", (*int)(nil), `null`},
		{"nil pointer field", struct{ P *int }{}, `{}`},
		{"nil any field", struct{ A any }{}, `{"A":null}`},
		{"nil raw field", struct{ R json.RawMessage }{}, `{}`},
		{"raw null field", struct{ R json.RawMessage }{json.RawMessage("null")}, `{"R":null}`},
		{"raw compacted", json.RawMessage(" { \"a b\" : [ 1 , \"\\\" \" ] } "), `{"a b":[1,"\" "]}`},
		{"nil raw element", []json.RawMessage{nil}, `[null]`},
		{"json.Number", []json.Number{"1e3", ""}, `[1e3,0]`},
		{"omitempty", struct {
			A int            `json:",omitempty"`
			B []int          `json:",omitempty"`
			C map[string]int `json:"c,omitempty"`
			D struct{}       `json:",omitempty"`
			E [0]int         `json:",omitempty"`
			F any            `json:",omitempty"`
		}{B: []int{}}, `{"D":{}}`},
		{"omitzero", struct {
			A time.Time       `json:",omitzero"`
			B never           `json:",omitzero"`
			C neverByPointer  `json:",omitzero"`
			D []int           `json:",omitzero"`
			E struct{ N int } `json:",omitzero"`
		}{B: never{1}, C: neverByPointer{1}, D: []int{}}, `{"D":[]}`},
		{"string option", struct {
			A int         `json:",string"`
			B *bool       `json:",string"`
			C string      `json:",string"`
			D float64     `json:",string"`
			E []int       `json:",string"` //nolint:staticcheck // encoding/json does not mind
			F json.Number `json:",string"`
			G upper       `json:",string"`
			H *int        `json:",string"`
		}{A: 1, B: ptr(true), C: `a"b`, D: 1.5, G: "x"},
			`{"A":"1","B":"true","C":"\"a\\\"b\"","D":"1.5","E":[],"F":"0","G":"X"}`},
		{"minus", struct {
			A int `json:"-"`
			B int `json:"-,"` //nolint:staticcheck // its name is a minus sign
		}{1, 2}, `{"-":2}`},
		{"bad name in tag", struct {
			A int `json:"a\"b"` //nolint:staticcheck // encoding/json takes the name of the field
		}{1}, `{"A":1}`},
		{"int keys", map[int8]int{10: 1, -1: 2, 9: 3}, `{"-1":2,"10":1,"9":3}`},
		{"text keys", map[point]int{{1, 2}: 1, {0, 0}: 2}, `{"[0,0]":2,"[1,2]":1}`},
		{"string keys are not asked", map[upper]int{"a": 1}, `{"a":1}`},
		{"nil text key", map[*point]int{nil: 1}, `{"":1}`},
		{"uint keys", map[uint8]int{200: 1}, `{"200":1}`},
		{"interfaces that decide on zero", struct {
			A isZeroer `json:",omitzero"`
			B isZeroer `json:",omitzero"`
			C *never   `json:",omitzero"`
			D *never   `json:",omitzero"`
		}{B: never{1}, D: &never{1}}, `{}`},
		{"text", upper("abc"), `"ABC"`},
		{"text by pointer", &struct{ A texter }{}, `{"A":"pointer"}`},
		{"text by pointer, not addressable", struct{ A texter }{}, `{"A":"pointer"}`},
		{"standard text", netip.MustParseAddr("::1"), `"::1"`},
		{"marshaler", big.NewInt(12), `12`},
		{"marshaler compacted", raws(" [ 1 ] "), `[1]`},
		{"nil marshaler", struct{ P *big.Int }{}, `{}`},
		{"pointer method, addressable", &struct{ P byPointer }{}, `{"P":"pointer"}`},
		{"pointer method, not addressable", struct{ P byPointer }{}, `{"P":"pointer"}`},
		{"pointer method, element", []byPointer{{}}, `["pointer"]`},
		{"pointer method, map value", map[string]byPointer{"a": {}}, `{"a":"pointer"}`},
		{"interface with methods", []error{nil}, `[null]`},
		{"any", map[string]any{"b": []any{1.0, nil, "x", true, map[string]any(nil)}, "a": struct{}{}}, `{"a":{},"b":[1,null,"x",true,{}]}`},
		{"embedded nil pointer", struct{ *Base }{}, `{}`},
		{"embedded pointer", struct{ *Base }{&Base{Name: "x"}}, `{"name":"x"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := JSON.Append([]byte("> "), test.v)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != "> "+test.want {
				t.Errorf("\n got %s\nwant %s", got, test.want)
			}
		})
	}
}

// Base is embedded by some of the tests' types.
type Base struct {
	Name string `json:"name"`
	Note string `json:"note,omitempty"`
}

type list struct {
	Next *list
}

type loop []loop

type self *self

// What is embedded under an unexported name and has a name in JSON.
type (
	secret    = time.Time
	biscuit   = runtime.Cookie
	bigNumber = oneWay
	address   = netip.Addr
)

// These two beside it keep any of their methods from being the whole's.
type (
	methods struct{}
	others  struct{}
)

func (methods) MarshalJSON() ([]byte, error) { return nil, nil }
func (methods) UnmarshalJSON([]byte) error   { return nil }
func (methods) MarshalText() ([]byte, error) { return nil, nil }
func (methods) UnmarshalText([]byte) error   { return nil }
func (others) MarshalJSON() ([]byte, error)  { return nil, nil }
func (others) UnmarshalJSON([]byte) error    { return nil }
func (others) MarshalText() ([]byte, error)  { return nil, nil }
func (others) UnmarshalText([]byte) error    { return nil }

type noText struct{}

func (noText) MarshalText() ([]byte, error) { return nil, errFailing }

func TestAppendRefuses(t *testing.T) {
	ring := &list{}
	ring.Next = ring
	slice := loop{nil}
	slice[0] = slice
	var iface any
	iface = &iface
	m := map[string]any{}
	m["m"] = m
	var p self
	p = &p
	deep := func(n int) any {
		var v any = 1
		for range n {
			v = []any{v}
		}
		return v
	}
	if _, err := JSON.Append(nil, deep(MaxDepth)); err != nil {
		t.Errorf("%d levels: %v", MaxDepth, err)
	}
	for _, test := range []struct {
		name string
		v    any
		want string
	}{
		{"ring", ring, "nested deeper than 64 levels: is it a cycle?"},
		{"slice of itself", slice, "nested deeper than 64"},
		{"pointer to its interface", iface, "leads back to itself"},
		{"map of itself", m, "nested deeper than 64"},
		{"pointer to itself", p, "never comes to a value"},
		{"too deep", deep(MaxDepth + 1), "nested deeper than 64"},
		{"deep raw", []json.RawMessage{json.RawMessage(strings.Repeat("[", 64) + strings.Repeat("]", 64))}, "more than 64 levels"},
		{"NaN", struct{ A []float64 }{[]float64{1, math.NaN()}}, "codec: A.1: NaN is no JSON number"},
		{"infinite", float32(math.Inf(-1)), "-Inf"},
		{"year", time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), "the year 10000"},
		{"chan", struct{ C chan int }{}, "codec: C: a chan int cannot be sent"},
		{"func", func() {}, "a func() cannot be sent"},
		{"complex", 1i, "a complex128 cannot be sent"},
		{"key", map[float64]int{}, "a key of type float64"},
		{"number", json.Number("0x1"), `"0x1" is not a number`},
		{"twin keys of bad UTF-8", map[string]int{"\xff": 1, "\xfe": 2}, "the same text"},
		{"hidden time", struct {
			secret  `json:"t"`
			methods `json:"-"`
			others  `json:"-"`
		}{}, "codec: t: a time.Time in an unexported field"},
		{"hidden cookie", struct {
			biscuit `json:"c"`
			methods `json:"-"`
			others  `json:"-"`
		}{}, "a runtime.Cookie in an unexported field"},
		{"hidden number", struct {
			bigNumber `json:"n"`
			methods   `json:"-"`
			others    `json:"-"`
		}{}, "in an unexported field"},
		{"hidden text", struct {
			address `json:"a"`
			methods `json:"-"`
			others  `json:"-"`
		}{}, "in an unexported field"},
		{"bad text", []any{noText{}}, "codec: 0: MarshalText of codec.noText: out of ink"},
		{"bad key", map[noText]int{{}: 1}, "codec: MarshalText of codec.noText: out of ink"},
		{"nil key", map[encoding.TextMarshaler]int{nil: 1}, "a nil key"},
		{"marshaler's syntax", raws("{"), "MarshalJSON of codec.raws"},
		{"marshaler's duplicates", raws(`{"a":1,"a":2}`), "Duplicate property"},
		{"marshaler's rest", raws(`1 2`), "non-whitespace"},
		{"marshaler's nothing", raws(``), "Unexpected end"},
		{"marshaler's UTF-8", raws("\"\xff\""), "Invalid UTF-8"},
		{"raw", json.RawMessage{}, "Unexpected end"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dst := []byte("> ")
			got, err := JSON.Append(dst, test.v)
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want == "":
			case err == nil || !strings.Contains(err.Error(), test.want):
				t.Errorf("got %s, %v, want an error with %q", got, err, test.want)
			case string(got) != "> ":
				t.Errorf("dst has changed: %q", got)
			}
		})
	}
}

type failing struct{}

var errFailing = errors.New("out of ink")

func (failing) MarshalJSON() ([]byte, error) { return nil, errFailing }

func TestAppendWrapsOwnErrors(t *testing.T) {
	_, err := JSON.Append(nil, map[string]any{"a": failing{}})
	if !errors.Is(err, errFailing) || err.Error() != "codec: a: MarshalJSON of codec.failing: out of ink" {
		t.Error(err)
	}
}
