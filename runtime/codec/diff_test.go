package codec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The types below are written as encoding/json writes them, as long as nothing
// in them is nil: see differ.

type zoo struct {
	Bool    bool
	I8      int8
	I64     int64
	U       uint
	U64     uint64
	F32     float32
	F64     float64
	S       string `json:"s"`
	B       []byte
	Arr     [3]int16
	Time    time.Time
	Dur     time.Duration
	Num     json.Number
	Raw     json.RawMessage
	Addr    netip.Addr
	Big     *big.Int
	Text    upper
	Point   point
	Ptr     byPointer
	Strings []string
	Floats  []float64
	Map     map[string]int
	Ints    map[int16]string
	Points  map[point]bool
	Any     any
	Anon    struct {
		X int `json:"x,omitempty"`
		Y *string
	}
	Q1   int     `json:",string"`
	Q2   string  `json:",string"`
	Q3   bool    `json:",string,omitempty"`
	Q4   float64 `json:",string"`
	Q5   *int    `json:",string"`
	O1   int     `json:",omitempty"`
	O2   string  `json:"o2,omitempty"`
	O3   []int   `json:",omitempty"`
	O4   float64 `json:",omitzero"`
	O5   never   `json:",omitzero"`
	O6   never
	Kids []kid
	Kid  map[string]*kid
	kidBase
	*KidBase2
}

type kid struct {
	Name string
	Kids []kid
	Next *kid `json:",omitempty"`
}

type kidBase struct {
	Low  int
	Same string
	S    string // hidden by zoo's
}

// KidBase2 is embedded by pointer.
type KidBase2 struct {
	High int
	Same string // and so there is no Same
}

// filler makes random values without nils.
type filler struct {
	*rand.Rand
}

func (f filler) value(t reflect.Type, depth int) reflect.Value {
	v := reflect.New(t).Elem()
	switch t {
	case timeType:
		v.Set(reflect.ValueOf(time.Unix(f.Int64N(1<<33), f.Int64N(1e9)).UTC()))
		return v
	case rawType:
		v.Set(reflect.ValueOf(json.RawMessage([]string{`1`, `{"a":[null,true]}`, `"é"`}[f.IntN(3)])))
		return v
	case numberType:
		v.SetString([]string{"", "1", "-0.5e7"}[f.IntN(3)])
		return v
	case reflect.TypeFor[netip.Addr]():
		v.Set(reflect.ValueOf(netip.AddrFrom4([4]byte{1, 2, 3, byte(f.Int())})))
		return v
	case reflect.TypeFor[big.Int]():
		v.Addr().Interface().(*big.Int).SetInt64(f.Int64())
		return v
	}
	switch t.Kind() {
	case reflect.Bool:
		v.SetBool(f.IntN(2) == 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(f.Int64() >> f.IntN(64))
		if f.IntN(4) == 0 {
			v.SetInt(0)
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(f.Uint64() >> f.IntN(64))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(f.float())
	case reflect.String:
		v.SetString(f.text())
	case reflect.Interface:
		v.Set(f.any(depth))
	case reflect.Pointer:
		if depth > 0 {
			p := reflect.New(t.Elem())
			p.Elem().Set(f.value(t.Elem(), depth-1))
			v.Set(p)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(t, f.size(depth), 8))
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			v.Index(i).Set(f.value(t.Elem(), depth-1))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(t))
		for range f.size(depth) {
			v.SetMapIndex(f.value(t.Key(), depth-1), f.value(t.Elem(), depth-1))
		}
	case reflect.Struct:
		for i := range t.NumField() {
			if sf := t.Field(i); sf.IsExported() {
				v.Field(i).Set(f.value(sf.Type, depth-1))
			}
		}
	default:
		panic(t)
	}
	return v
}

func (f filler) size(depth int) int {
	if depth <= 0 {
		return 0
	}
	return f.IntN(4)
}

func (f filler) float() float64 {
	switch f.IntN(4) {
	case 0:
		return 0
	case 1:
		return float64(f.Int64N(1000)) / 8
	}
	for {
		if x := math.Float64frombits(f.Uint64()); !math.IsNaN(x) && math.Abs(x) < math.MaxFloat32 {
			return x
		}
	}
}

func (f filler) text() string {
	var b strings.Builder
	for range f.IntN(12) {
		b.WriteString([]string{"a", "B", "\"", "\\", "\n", "\x01", "é", "😀", "\u2028", "<", "\x7f", "/"}[f.IntN(12)])
	}
	return b.String()
}

func (f filler) any(depth int) reflect.Value {
	types := []any{"", 1.5, true, uint8(1), map[string]any{}, []any{}, kid{}, map[int]string{}, &kid{}}
	t := reflect.TypeOf(types[f.IntN(len(types))])
	if t.Kind() == reflect.Pointer && depth < 1 {
		t = t.Elem()
	}
	return f.value(t, depth-1)
}

// std writes v as encoding/json does when told not to escape for HTML.
func std(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// differ compares what we and encoding/json write, where nil pointers are left
// out and keys of maps are not two for one text.
func differ(t *testing.T, v any) {
	t.Helper()
	got, err := JSON.Append(nil, v)
	want, stdErr := std(v)
	if err != nil || stdErr != nil {
		t.Fatalf("%v, encoding/json %v", err, stdErr)
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("\n got %s\nwant %s", got, want)
	}
}

func TestAppendLikeStd(t *testing.T) {
	f := filler{rand.New(rand.NewPCG(1, 2))}
	for range 150 {
		z := f.value(reflect.TypeFor[zoo](), 5)
		z.FieldByName("Anon").Field(1).Set(reflect.ValueOf(ptr("never nil")))
		z.FieldByName("Q5").Set(reflect.ValueOf(ptr(1)))
		v := z.Interface().(zoo)
		differ(t, &v) // by address: methods of pointers are always called here
	}
}

// What is written is read back, and from then on nothing changes.
func TestRoundTrip(t *testing.T) {
	f := filler{rand.New(rand.NewPCG(3, 4))}
	for range 150 {
		in := f.value(reflect.TypeFor[zoo](), 5).Interface().(zoo)
		in.O6, in.Ptr, in.Text = never{}, byPointer{}, "UPPER" // no way back for these
		text, err := JSON.Append(nil, in)
		if err != nil {
			t.Fatal(err)
		}
		var first, second zoo
		for _, out := range []*zoo{&first, &second} {
			if err := JSON.Decode(text, out); err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			if text, err = JSON.Append(nil, *out); err != nil {
				t.Fatal(err)
			}
		}
		if !reflect.DeepEqual(first, second) {
			t.Fatalf("\n got %+v\nwant %+v", second, first)
		}
		in.Any, first.Any = nil, nil // a struct comes back as a map, "" as 0
		in.Raw, first.Raw, in.Num, first.Num = nil, nil, "", ""
		in.O5, in.KidBase2.Same = never{}, ""
		if len(in.O3) == 0 {
			in.O3 = nil // omitempty
		}
		if !reflect.DeepEqual(in, first) {
			t.Fatalf("\n got %+v\nwant %+v", first, in)
		}
	}
}

// Embedding: which field has a name is decided as in encoding/json.

type (
	lowA struct {
		A, B int
		C    int `json:"c"`
	}
	lowB struct {
		A int
		B int `json:"B"`
		C int
	}
	LowC struct {
		lowA
		D int `json:"A"`
	}
	deepA struct {
		LowC
		*lowB
	}
	text  string
	Text  string
	twice struct {
		lowA
		LowC
	}
	oneOnly struct {
		lowA `json:"low"`
		B    int
	}
	// Loop embeds itself.
	Loop struct {
		*Loop
		X int
	}
	via1 struct{ lowA }
	via2 struct{ lowA }
)

func TestEmbeddingLikeStd(t *testing.T) {
	for _, v := range []any{
		struct{ lowA }{lowA{1, 2, 3}},
		struct {
			lowA
			lowB
		}{lowA{1, 2, 3}, lowB{4, 5, 6}},
		struct {
			lowA
			A int
		}{lowA{1, 2, 3}, 9},
		struct {
			*lowA
			LowC
		}{&lowA{1, 2, 3}, LowC{lowA{4, 5, 6}, 7}},
		deepA{LowC{lowA{1, 2, 3}, 4}, &lowB{5, 6, 7}},
		deepA{},
		twice{lowA{1, 2, 3}, LowC{lowA{4, 5, 6}, 7}},
		struct {
			text
			Text
		}{"a", "b"},
		struct {
			Text `json:"t"`
		}{"b"},
		oneOnly{lowA{1, 2, 3}, 4},
		Loop{&Loop{nil, 1}, 2},
		struct {
			via1
			via2
		}{via1{lowA{1, 2, 3}}, via2{lowA{4, 5, 6}}},
		struct {
			fmt.Stringer
			X int
		}{time.Second, 1},
		struct {
			time.Time
			X int
		}{time.Unix(0, 0).UTC(), 1},
		struct {
			time.Time `json:"t"`
			X         int
		}{time.Unix(0, 0).UTC(), 1},
		struct {
			A int `json:"x"`
			B int `json:"y"`
			C int `json:"c,omitempty,unknown"`
			D int `json:",,"` //nolint:staticcheck // encoding/json does not mind
			E int `json:" "`
			F int `json:"é€"`
			G int `json:"<&>"`
			H int `xml:"h"`
		}{1, 2, 3, 4, 5, 6, 7, 8},
	} {
		t.Run(fmt.Sprintf("%T", v), func(t *testing.T) { differ(t, v) })
	}
}

// texts are inputs of all kinds, good and bad. They seed the fuzz tests too.
func texts() []string {
	return []string{
		``, ` `, `null`, `true`, `fals`, `0`, `-0`, `-`, `01`, `1.`, `1.5e+3`, `1E-2`, `1e400`, `-1e99999999999`, `0e99999999999`, `.1`, `1e`,
		`""`, `"a`, `"\u0000"`, `"\ud83d\ude00"`, `"\ud83d"`, `"\ude00\ud83d"`, `"\ud83d\u0041"`, `"\u00g0"`, `"\a"`, `"\/"`, "\"\t\"", "\"\x7f\"",
		"\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"é\u2028\"", "\ufeff{}", "\xfe\xff",
		`{}`, `{"a":1}`, `{"a":1,}`, `{"a" 1}`, `{"a":1 "b":2}`, `{a:1}`, `{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `{"a":{"b":1,"b":1}}`, `{"a":1,"A":2}`,
		`[]`, `[1,2]`, `[1,]`, `[,]`, `[1 2]`, `[[[]]]`, `[1}`, `{]`, `[]]`, `{}{}`, `1 1`, `/**/1`, `'a'`, `[NaN]`, `Infinity`, `undefined`,
		strings.Repeat("[", 60) + strings.Repeat("]", 60), strings.Repeat(`{"a":`, 60) + "1" + strings.Repeat("}", 60),
		strings.Repeat("[", 64) + strings.Repeat("]", 64), strings.Repeat("[", 65) + strings.Repeat("]", 65), strings.Repeat("[", 1000),
		`{"__proto__":{"x":1},"constructor":2}`, "\x00", "{\"a\":\"\x00\"}", "[1]\x00", "\u00a01", "\v1",
	}
}

// deeper reports whether text goes down more than MaxDepth levels.
func deeper(text []byte) bool {
	dec := jsontext.NewDecoder(bytes.NewReader(text))
	for {
		if _, err := dec.ReadToken(); err != nil {
			return false
		}
		if dec.StackDepth() > MaxDepth {
			return true
		}
	}
}

// likeV2 checks that we accept what the next encoding/json accepts, but for the depth.
func likeV2(t *testing.T, text []byte) {
	t.Helper()
	var got, want any
	err, v2err := JSON.Decode(text, &got), jsonv2.Unmarshal(text, &want)
	if deeper(text) {
		if err == nil {
			t.Fatalf("too deep and accepted: %.100q", text)
		}
		return
	}
	if (err == nil) != (v2err == nil) {
		t.Fatalf("%.200q: %v, json/v2 %v", text, err, v2err)
	}
	if err == nil && !reflect.DeepEqual(got, want) {
		t.Fatalf("%.200q: %v, json/v2 %v", text, got, want)
	}
	var raw json.RawMessage
	var none struct{}
	if JSON.Decode(text, &raw) != nil != (jsontext.Value(text).IsValid() == false) {
		t.Fatalf("%.200q as json.RawMessage", text)
	}
	if err == nil && len(text) > 0 && bytes.TrimSpace(text)[0] == '{' && JSON.Decode(text, &none) != nil {
		t.Fatalf("%.200q is refused where all of it is unknown", text)
	}
}

func TestDecodeLikeV2(t *testing.T) {
	for _, text := range texts() {
		likeV2(t, []byte(text))
		likeV2(t, []byte(`{"k": [`+text+`, 1]}`))
	}
	// And what a few changed bytes make of good texts.
	f := filler{rand.New(rand.NewPCG(5, 6))}
	for range 150 {
		text, err := JSON.Append(nil, f.value(reflect.TypeFor[zoo](), 4).Interface())
		if err != nil {
			continue
		}
		likeV2(t, text)
		for range 4 {
			text[f.IntN(len(text))] = "\"\\{}[],:0e-.n \x00\xff1"[f.IntN(17)]
			likeV2(t, text)
		}
	}
}
