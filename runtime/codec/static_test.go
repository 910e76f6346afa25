package codec

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// A sink has a field for each function that generated code calls. The functions
// below it are as rpcgen writes them.
type sink struct {
	runtime.BaseRequest
	S     string                `json:"s"`
	Note  string                `json:"note,omitempty"`
	I     int                   `json:"i"`
	I8    int8                  `json:"i8"`
	U16   uint16                `json:"u16"`
	U64   uint64                `json:"u64"`
	F     float64               `json:"f"`
	F32   float32               `json:"f32"`
	B     bool                  `json:"b"`
	T     time.Time             `json:"t,omitzero"`
	Data  []byte                `json:"data"`
	Raw   json.RawMessage       `json:"raw"`
	Any   any                   `json:"any"`
	Next  *sink                 `json:"next"`
	List  []string              `json:"list"`
	Rows  [][]int               `json:"rows"`
	Ptrs  []*string             `json:"ptrs,omitempty"`
	Pair  [2]int                `json:"pair"`
	Map   map[string][]sinkItem `json:"map"`
	Item  sinkItem              `json:"item"`
	Q     int64                 `json:"q,string"`
	QS    string                `json:"qs,string"`
	QP    *int                  `json:"qp,string"`
	QN    json.Number           `json:"qn,string"`
	N     json.Number           `json:"n"`
	Point point                 `json:"point"`
}

type sinkName string

type sinkItem struct {
	Name sinkName `json:"name"`
	Size float64  `json:"size,omitempty"`
}

var sinkFields = Fields[sink]("__cookie,optional", "s", "note,optional", "i", "i8", "u16", "u64", "f", "f32", "b", "t,optional",
	"data", "raw,own", "any,optional", "next,optional", "list", "rows", "ptrs,optional", "pair", "map", "item", "q,string",
	"qs,string", "qp,optional,string", "qn,string", "n", "point,value")

func writeSink(w *Writer, v *sink) {
	w.Open(sinkFields)
	w.Cookie(v.Cookie)
	w.Name(`"s":`)
	WriteString(w, &v.S)
	if v.Note != "" {
		w.Name(`"note":`)
		WriteString(w, &v.Note)
	}
	w.Name(`"i":`)
	WriteInt(w, &v.I)
	w.Name(`"i8":`)
	WriteInt(w, &v.I8)
	w.Name(`"u16":`)
	WriteUint(w, &v.U16)
	w.Name(`"u64":`)
	WriteUint(w, &v.U64)
	w.Name(`"f":`)
	WriteFloat(w, &v.F)
	w.Name(`"f32":`)
	WriteFloat(w, &v.F32)
	w.Name(`"b":`)
	WriteBool(w, &v.B)
	if !v.T.IsZero() {
		w.Name(`"t":`)
		WriteTime(w, &v.T)
	}
	w.Name(`"data":`)
	WriteBytes(w, &v.Data)
	if v.Raw != nil {
		w.Name(`"raw":`)
		WriteRaw(w, &v.Raw)
	}
	w.Name(`"any":`)
	WriteAny(w, &v.Any)
	if v.Next != nil {
		w.Name(`"next":`)
		WritePointer(w, &v.Next, writeSink)
	}
	w.Name(`"list":`)
	WriteList(w, &v.List, WriteString)
	w.Name(`"rows":`)
	WriteList(w, &v.Rows, func(w *Writer, v *[]int) { WriteList(w, v, WriteInt) })
	if len(v.Ptrs) > 0 {
		w.Name(`"ptrs":`)
		WriteList(w, &v.Ptrs, func(w *Writer, v **string) { WritePointer(w, v, WriteString) })
	}
	w.Name(`"pair":`)
	WriteArray(w, v.Pair[:], WriteInt)
	w.Name(`"map":`)
	WriteMap(w, &v.Map, func(w *Writer, v *[]sinkItem) { WriteList(w, v, writeSinkItem) })
	w.Name(`"item":`)
	writeSinkItem(w, &v.Item)
	w.Name(`"q":`)
	WriteQuoted(w, &v.Q, WriteInt)
	w.Name(`"qs":`)
	WriteQuoted(w, &v.QS, WriteString)
	if v.QP != nil {
		w.Name(`"qp":`)
		WritePointer(w, &v.QP, func(w *Writer, v *int) { WriteQuoted(w, v, WriteInt) })
	}
	w.Name(`"qn":`)
	WriteQuoted(w, &v.QN, WriteValue)
	w.Name(`"n":`)
	WriteValue(w, &v.N)
	w.Name(`"point":`)
	WriteValue(w, &v.Point)
	w.Close()
}

func readSink(r *Reader, v *sink) {
	for o := r.Object(sinkFields); o.Next(r); {
		switch o.Field {
		case 0:
			ReadCookie(r, &v.Cookie)
		case 1:
			ReadString(r, &v.S)
		case 2:
			ReadString(r, &v.Note)
		case 3:
			ReadInt(r, &v.I)
		case 4:
			ReadInt(r, &v.I8)
		case 5:
			ReadUint(r, &v.U16)
		case 6:
			ReadUint(r, &v.U64)
		case 7:
			ReadFloat(r, &v.F)
		case 8:
			ReadFloat(r, &v.F32)
		case 9:
			ReadBool(r, &v.B)
		case 10:
			ReadTime(r, &v.T)
		case 11:
			ReadBytes(r, &v.Data)
		case 12:
			ReadRaw(r, &v.Raw)
		case 13:
			ReadAny(r, &v.Any)
		case 14:
			ReadPointer(r, &v.Next, readSink)
		case 15:
			ReadList(r, &v.List, ReadString)
		case 16:
			ReadList(r, &v.Rows, func(r *Reader, v *[]int) { ReadList(r, v, ReadInt) })
		case 17:
			ReadList(r, &v.Ptrs, func(r *Reader, v **string) { ReadPointer(r, v, ReadString) })
		case 18:
			ReadArray(r, v.Pair[:], ReadInt)
		case 19:
			ReadMap(r, &v.Map, func(r *Reader, v *[]sinkItem) { ReadList(r, v, readSinkItem) })
		case 20:
			readSinkItem(r, &v.Item)
		case 21:
			ReadQuoted(r, &v.Q, ReadInt)
		case 22:
			ReadQuoted(r, &v.QS, ReadString)
		case 23:
			ReadPointer(r, &v.QP, func(r *Reader, v *int) { ReadQuoted(r, v, ReadInt) })
		case 24:
			ReadQuoted(r, &v.QN, ReadValue)
		case 25:
			ReadValue(r, &v.N)
		case 26:
			ReadValue(r, &v.Point)
		}
	}
}

var sinkItemFields = Fields[sinkItem]("name", "size,optional")

func writeSinkItem(w *Writer, v *sinkItem) {
	w.Open(sinkItemFields)
	w.Name(`"name":`)
	WriteString(w, &v.Name)
	if v.Size != 0 {
		w.Name(`"size":`)
		WriteFloat(w, &v.Size)
	}
	w.Close()
}

func readSinkItem(r *Reader, v *sinkItem) {
	for o := r.Object(sinkItemFields); o.Next(r); {
		switch o.Field {
		case 0:
			ReadString(r, &v.Name)
		case 1:
			ReadFloat(r, &v.Size)
		}
	}
}

// statically writes v by the generated functions alone. ok is false if they give up.
func statically[T any](v *T, write func(*Writer, *T)) (text []byte, ok bool) {
	w := newWriter(nil)
	defer w.free()
	write(w, v)
	return w.buf, !w.failed
}

// reflectively writes v by reflection alone.
func reflectively(v any) ([]byte, error) {
	w := newWriter(nil)
	defer w.free()
	err := w.value(v)
	return w.buf, err
}

// readBoth reads text both ways. If the generated functions take it, reflection
// must take it for the same value.
func readBoth[T any](t *testing.T, text []byte, read func(*Reader, *T)) (ok bool) {
	t.Helper()
	r := newReader(text)
	defer r.free()
	fast, slow := new(T), new(T)
	read(r, fast)
	ok = !r.failed && r.end() == nil

	other := newReader(text)
	defer other.free()
	err := decoderOf(reflect.TypeFor[T]()).read(other, reflect.ValueOf(slow).Elem())
	if err == nil {
		err = other.end()
	}
	if !ok {
		return false
	}
	if err != nil {
		t.Errorf("only the generated code takes %s: %v", text, err)
	} else if !reflect.DeepEqual(fast, slow) {
		t.Errorf("%s is\n%+v by the generated code and\n%+v by reflection", text, fast, slow)
	}
	return true
}

func sinks() []*sink {
	text := "text"
	full := &sink{
		S: "Grüße, \"Welt\" \\ \n \u2028 \x7f end", Note: "note", I: -1 << 30, I8: -128, U16: 65535, U64: math.MaxUint64, F: 12.5, F32: 0.1,
		B: true, T: time.Date(2024, 2, 29, 12, 30, 15, 120e6, time.UTC), Data: []byte{0, 255, 127}, Raw: json.RawMessage(`{"a":[1,null]}`),
		Any: map[string]any{"x": []any{1.0, "two", nil, true}}, List: []string{"", "a", strings.Repeat("long ", 100)},
		Rows: [][]int{{}, {1, 2, 3, 4, 5, 6, 7}}, Ptrs: []*string{&text, nil}, Pair: [2]int{7, -7},
		Map:  map[string][]sinkItem{"b": {{"x", 1.25}, {"y", 0}}, "a": {}, "ü": {{Name: "z"}}},
		Item: sinkItem{Name: "item", Size: 1e21}, Q: -5, QS: "a \"quoted\" text", QP: new(int), QN: "-1.5e3", N: "1.50", Point: point{1, 2},
	}
	full.Cookie = &runtime.Cookie{SessionID: "0123456789abcdef", Values: map[string]any{"theme": "dark", "n": 1.0}}
	inner := *full
	inner.Cookie = nil
	full.Next = &inner
	zero := &sink{T: time.Unix(0, 0).UTC(), N: "0", QN: "0", Data: []byte{}, List: []string{}, Rows: [][]int{}, Map: map[string][]sinkItem{}}
	return []*sink{full, zero}
}

// What the generated functions write is what reflection writes, and they take all of it.
func TestStatic(t *testing.T) {
	for _, v := range sinks() {
		fast, ok := statically(v, writeSink)
		slow, err := reflectively(v)
		if !ok || err != nil || !bytes.Equal(fast, slow) {
			t.Errorf("written %v by the generated code:\n%s\nby reflection (%v):\n%s", ok, fast, err, slow)
		}
		if !readBoth(t, slow, readSink) {
			t.Errorf("the generated code does not read %s", slow)
		}
		var indented bytes.Buffer
		if err := json.Indent(&indented, slow, "", "\t"); err != nil {
			t.Fatal(err)
		}
		if !readBoth(t, indented.Bytes(), readSink) {
			t.Errorf("the generated code does not read %s", &indented)
		}
	}
}

// Fields in any order, unknown ones among them, and those that may be missing or null.
func TestStaticFields(t *testing.T) {
	for text, want := range map[string]bool{
		`{"name":"a","size":1}`: true,
		`{"size":1,"name":"a"}`: true,
		`{"x":{"y":[1,{}]},"name":"a","z":null,"size":1,"u":"\u00e4"}`: true,
		` { "name" : "a" , "size" : 1 } `:                              true,
		`{"name":"a"}`:                                                 true,
		`{"name":"a","size":null}`:                                     true,
		`{"na\u006de":"a"}`:                                            true,
		`{"name":"\ud83d\ude00"}`:                                      true,
		`{"name":"a","size":-0}`:                                       true,
		`{"name":"a","size":1e3}`:                                      true,
		`{"name":"a","size":123456789012345678}`:                       true,
		`{"name":"a","size":0.1234567890123456789}`:                    true,
		`{"name":"a","size":01}`:                                       false,
		`{"name":"a","size":1.}`:                                       false,
		`{"name":"a","size":1e999}`:                                    false,
		`{"name":null}`:                                                false,
		`{"size":1}`:                                                   false,
		`{}`:                                                           false,
		`{"name":"a","name":"a"}`:                                      false,
		`{"name":"a","size":1,"size":1}`:                               false,
		`{"name":"a","x":1,"x":2}`:                                     false,
		`{"name":"a","x":{"y":1,"y":1}}`:                               false,
		`{"name":"a",}`:                                                false,
		`{"name":"a" "size":1}`:                                        false,
		`{,"name":"a"}`:                                                false,
		`{"Name":"a"}`:                                                 false,
		`{"name":a}`:                                                   false,
		`{"name":1}`:                                                   false,
		"{\"name\":\"\xff\"}":                                          false,
		"{\"name\":\"\n\"}":                                            false,
		`{"name":"\ud800"}`:                                            false,
		`{"name":"a"`:                                                  false,
		`{"name":"a"}}`:                                                false,
		`{"name":"a"} x`:                                               false,
		`{"name":"a","x":` + strings.Repeat("[", 70) + strings.Repeat("]", 70) + `}`: false,
		`["name"]`: false,
		`null`:     false,
		``:         false,
	} {
		if ok := readBoth(t, []byte(text), readSinkItem); ok != want {
			t.Errorf("the generated code takes %s: %v, want %v", text, ok, want)
		}
	}
}

// What cannot be written is found out, in a bounded time, and reflection says why.
func TestStaticGivesUp(t *testing.T) {
	Register(writeSink, readSink)
	cycle := &sink{N: "0", QN: "0"}
	cycle.Next = cycle
	for want, v := range map[string]*sink{
		"codec: f: NaN is no JSON number":                   {F: math.NaN(), N: "0", QN: "0"},
		"codec: map: two keys of the map are the same text": {Map: map[string][]sinkItem{"\xff": nil, "\ufffd": nil}, N: "0", QN: "0"},
		"codec: t: the year 10000 cannot be written":        {T: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), N: "0", QN: "0"},
		"is it a cycle?":  cycle,
		"cannot be sent":  {Any: make(chan int), N: "0", QN: "0"},
		"is not a number": {N: "x", QN: "0"},
	} {
		if _, ok := statically(v, writeSink); ok {
			t.Errorf("the generated code writes what it must not: %s", want)
		}
		text, err := JSON.Append([]byte("before"), v)
		if err == nil || !strings.Contains(err.Error(), want) || string(text) != "before" {
			t.Errorf("%q, %v; want %s", text, err, want)
		}
	}
	text, err := JSON.Append([]byte("before"), &sink{N: "0", QN: "0", Map: map[string][]sinkItem{"\xff": nil}})
	if err != nil || !bytes.Contains(text, []byte("before{")) || !bytes.Contains(text, []byte(`"map":{"`+"\ufffd"+`":[]}`)) {
		t.Errorf("reflection did not write it either: %s %v", text, err)
	}
}

// The error of a message is what it would be without generated code.
func TestStaticErrors(t *testing.T) {
	Register(writeSink, readSink)
	good, err := reflectively(sinks()[1])
	if err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{
		`"i":0`:             `"i":"0"`,
		`"pair":[0,0]`:      `"pair":[0]`,
		`"i8":0`:            `"i8":128`,
		`"rows":[]`:         `"rows":[[1],[1,"x"]]`,
		`"item":{"name":""`: `"item":{"name":1`,
		`"b":false`:         `"b":null`,
		`"q":"0"`:           `"q":"1x"`,
		`"s":""`:            `"s":"","s":""`,
	} {
		text := bytes.Replace(good, []byte(from), []byte(to), 1)
		if bytes.Equal(text, good) {
			t.Fatalf("there is no %s in %s", from, good)
		}
		for _, data := range [][]byte{text, []byte(`{"isSucc":true,"res":` + string(text) + `}`)} {
			r := newReader(text)
			want := inputError(decoderOf(reflect.TypeFor[sink]()).read(r, reflect.ValueOf(new(sink)).Elem()))
			r.free()
			var got error
			if len(data) == len(text) {
				got = JSON.Decode(data, new(sink))
			} else {
				got = JSON.Decode(data, &runtime.Return{Response: new(sink)})
			}
			if want == nil || got == nil || got.Error() != want.Error() && !strings.Contains(want.Error(), "position") {
				t.Errorf("with %s the error is %v, want %v", to, got, want)
			}
		}
	}
}

// A type that has changed since its list was generated is done by reflection.
func TestStaleFields(t *testing.T) {
	type item struct {
		Name string  `json:"name"`
		Size float64 `json:"size,omitempty"`
	}
	for names, want := range map[string]bool{
		"name size,optional":          true,
		"name":                        false,
		"name size,optional more":     false,
		"size,optional name":          false,
		"name size":                   false,
		"name,optional size,optional": false,
		"name size,own":               false,
		"name size,optional,string":   false,
		"title size,optional":         false,
	} {
		list := Fields[item](strings.Fields(names)...)
		write := func(w *Writer, _ *item) {
			w.Open(list)
			w.text(`"generated":true`)
			w.Close()
		}
		Register(write, func(r *Reader, v *item) {
			for o := r.Object(list); o.Next(r); {
				v.Size = 42
				r.check(r.skipKind(r.peek()))
			}
		})
		text, err := JSON.Append(nil, &item{Name: "a"})
		if err != nil || (string(text) == `{"generated":true}`) != want || !want && string(text) != `{"name":"a"}` {
			t.Errorf("with %s: %s %v", names, text, err)
		}
		var v item
		if err := JSON.Decode([]byte(`{"name":"a"}`), &v); err != nil || (v.Size == 42) != want || !want && v.Name != "a" {
			t.Errorf("with %s: %+v %v", names, v, err)
		}
	}
}

// A Whole has fields of its own and those of a Part, which may be nil, as may be the
// Grain in that. The functions below it are as rpcgen writes them, but that it names the
// structs on the way.
type Whole struct {
	Own string `json:"own"`
	*Part
	Last bool `json:"last"`
}

type Part struct {
	A   int             `json:"a"`
	B   *string         `json:"b"`
	Raw json.RawMessage `json:"raw"`
	*Grain
	Own int `json:"own"` // hidden
}

type Grain struct {
	In   [2]int  `json:"in"`
	Deep float64 `json:"deep,omitempty"`
}

var wholeFields = Fields[Whole]("own", "a,behind", "b,optional,behind", "raw,own,behind", "in,behind,behind", "deep,optional,behind,behind", "last")

func writeWhole(w *Writer, v *Whole) {
	w.Open(wholeFields)
	w.Name(`"own":`)
	WriteString(w, &v.Own)
	if v.Part != nil {
		w.Name(`"a":`)
		WriteInt(w, &v.A)
		if v.B != nil {
			w.Name(`"b":`)
			WritePointer(w, &v.B, WriteString)
		}
		if v.Raw != nil {
			w.Name(`"raw":`)
			WriteRaw(w, &v.Raw)
		}
		if v.Grain != nil {
			w.Name(`"in":`)
			WriteArray(w, v.In[:], WriteInt)
			if v.Deep != 0 {
				w.Name(`"deep":`)
				WriteFloat(w, &v.Deep)
			}
		}
	}
	w.Name(`"last":`)
	WriteBool(w, &v.Last)
	w.Close()
}

func readWhole(r *Reader, v *Whole) {
	for o := r.Object(wholeFields); o.Next(r); {
		switch o.Field {
		case 0:
			ReadString(r, &v.Own)
		case 1:
			ReadInt(r, &Embedded(&v.Part).A)
		case 2:
			ReadPointer(r, &Embedded(&v.Part).B, ReadString)
		case 3:
			ReadRaw(r, &Embedded(&v.Part).Raw)
		case 4:
			ReadArray(r, Embedded(&Embedded(&v.Part).Grain).In[:], ReadInt)
		case 5:
			ReadFloat(r, &Embedded(&Embedded(&v.Part).Grain).Deep)
		case 6:
			ReadBool(r, &v.Last)
		}
	}
}

// What is embedded by pointer is written, read and refused as by reflection, whichever
// fields come, are null or are missing. Without a null in it the value is that of
// encoding/json.
func TestStaticEmbedded(t *testing.T) {
	values := []string{`"own":"o"`, `"a":-1`, `"b":"text"`, `"raw":{"x":1}`, `"in":[1,2]`, `"deep":0.5`, `"last":true`}
	accepted := 0
	for i := range 2187 { // 3 to the power of 7
		var texts []string
		for _, value := range values {
			switch name, _, _ := strings.Cut(value, ":"); i % 3 {
			case 1:
				texts = append(texts, name+":null")
			case 2:
				texts = append(texts, value)
			}
			i /= 3
		}
		for range 2 {
			text := []byte("{" + strings.Join(texts, ",") + "}")
			var v Whole
			r := newReader(text)
			err := decoderOf(reflect.TypeFor[Whole]()).read(r, reflect.ValueOf(&v).Elem())
			r.free()
			if ok := readBoth(t, text, readWhole); ok != (err == nil) {
				t.Errorf("the generated code takes %s: %v, reflection says %v", text, ok, err)
			}
			slices.Reverse(texts)
			if err != nil {
				continue
			}
			accepted++
			var std Whole
			if err := json.Unmarshal(text, &std); !bytes.Contains(text, []byte("null")) && (err != nil || !reflect.DeepEqual(v, std)) {
				t.Errorf("%s is %+v, by encoding/json %+v, %v", text, v, std, err)
			}
			fast, ok := statically(&v, writeWhole)
			slow, err := reflectively(&v)
			if !ok || err != nil || !bytes.Equal(fast, slow) {
				t.Errorf("written %v by the generated code:\n%s\nby reflection (%v):\n%s", ok, fast, err, slow)
			}
		}
	}
	// Own and last have to be there, and: nothing of the rest, but for nulls; or a, with
	// any b and raw; or a and in, with any of the others. A null for raw is something.
	if want := 2 * (2*2*2*2 + 3*3*2*2 + 3*3*3); accepted != want {
		t.Errorf("%d texts are taken, want %d", accepted, want)
	}
}

// A grown has got methods since its list was generated.
type grown struct{ X int }

func (*grown) UnmarshalText([]byte) error { return errors.New("no") }

// Grown can be embedded by pointer and set.
type Grown = grown

// What has methods of its own, perhaps since the list was generated, is done by reflection.
func TestStaleTypes(t *testing.T) {
	type base struct {
		A int `json:"a"`
	}
	for name, list := range map[string]*FieldList{
		"field":              Fields[struct{ G grown }]("G"),
		"itself":             Fields[grown]("X"),
		"element":            Fields[struct{ G []*grown }]("G"),
		"key":                Fields[struct{ G map[upper]int }]("G"),
		"pointer":            Fields[struct{ *Grain }]("in", "deep,optional"),
		"no pointer":         Fields[struct{ Grain }]("in,behind", "deep,optional,behind"),
		"one pointer":        Fields[struct{ *Grain }]("in,behind", "deep,optional"),
		"pointer in pointer": Fields[struct{ *Part }]("a,behind", "b,optional,behind", "raw,own,behind", "in,behind", "deep,optional,behind", "own,behind"),
		"promoted":           Fields[struct{ *Grown }]("X,behind"),
		"pointer to base":    Fields[struct{ *base }]("a,behind"),
	} {
		if list.matches() {
			t.Errorf("%s: generated code is used", name)
		}
	}
	for name, list := range map[string]*FieldList{
		"base":   Fields[struct{ base }]("a"),
		"time":   Fields[struct{ T []*time.Time }]("T"),
		"grain":  Fields[struct{ *Grain }]("in,behind", "deep,optional,behind"),
		"cookie": Fields[runtime.BaseRequest]("__cookie,optional"),
		"value":  Fields[struct{ G []*grown }]("G,value"),
		"raw":    Fields[struct{ R json.RawMessage }]("R,own"),
	} {
		if !list.matches() {
			t.Errorf("%s: generated code is not used", name)
		}
	}
}

// What reads before is gone afterwards, whoever reads.
func TestDecodeBeginsWithZero(t *testing.T) {
	Register(writeSinkItem, readSinkItem)
	v := sinkItem{Name: "old", Size: 5}
	if err := JSON.Decode([]byte(`{"name":"new"}`), &v); err != nil || v != (sinkItem{Name: "new"}) {
		t.Error(v, err)
	}
	var other struct {
		A, B *int
	}
	other.A = new(int)
	if err := JSON.Decode([]byte(`{"B":1}`), &other); err != nil || other.A != nil || *other.B != 1 {
		t.Error(other, err)
	}
}

// What generated code does with a cookie has the limits of cookies.
func TestStaticCookieLimit(t *testing.T) {
	v := greet()
	for length := 1; length < 2*MaxCookieBytes; length *= 2 {
		for _, sign := range []string{"x", "\n", "ü"} {
			v.Cookie.SessionID = strings.Repeat(sign, length)
			_, err := JSON.Append(nil, v)
			if want := CheckCookie(v.Cookie); (err == nil) != (want == nil) {
				t.Errorf("%d times %q: got %v, want %v", length, sign, err, want)
			}
		}
	}
}

// Lists have no more room than twice what they hold, whatever was guessed on the way,
// and a long list of strings is not kept for the short ones behind it.
func TestListRoom(t *testing.T) {
	for n := range 200 {
		list := "[" + strings.TrimSuffix(strings.Repeat("7,", n), ",") + "]"
		text := strings.Repeat("x", 1<<16)
		for _, data := range []string{list + `,"` + text + `"`, list + "," + strings.Repeat("1", 1<<16)} {
			r := newReader([]byte(data))
			var got []int
			ReadList(r, &got, ReadInt)
			if len(got) != n || cap(got) > max(2*n, 4) {
				t.Fatalf("%d elements have room for %d", len(got), cap(got))
			}
			r.free()
		}
		r := newReader([]byte(`{"a":` + list + `,"b":` + list + `}` + text))
		var got map[string][]int
		ReadMap(r, &got, func(r *Reader, v *[]int) { ReadList(r, v, ReadInt) })
		if len(got) != 2 || cap(got["a"]) > max(2*n, 4) || r.lists != 0 {
			t.Fatalf("%d elements in a map have room for %d", len(got["a"]), cap(got["a"]))
		}
		r.free()

		r = newReader([]byte("[" + strings.TrimSuffix(strings.Repeat(`"s",`, n), ",") + "]"))
		var strs []string
		ReadStrings(r, &strs)
		if len(strs) != n || cap(strs) != n || cap(r.strings) > stringsSize {
			t.Fatalf("%d strings have room for %d, and leave %d", len(strs), cap(strs), cap(r.strings))
		}
		r.free()
	}
}

// No message is too long for 32 bits.
func TestLongList(t *testing.T) {
	const n = 500_000
	r := newReader([]byte("[" + strings.Repeat("1,", n) + "1]"))
	defer r.free()
	var got []int8
	if ReadList(r, &got, ReadInt); r.failed || len(got) != n+1 {
		t.Errorf("got %d elements, failed: %v", len(got), r.failed)
	}
}

// Strings do not change when the message's memory is used again, and keep no more of
// it alive than a piece.
func TestCut(t *testing.T) {
	var data []byte
	type place struct{ start, end int }
	var places []place
	for i := range 3000 {
		start := len(data) + i%7 // what is between them
		data = append(data, bytes.Repeat([]byte{'-'}, i%7)...)
		data = append(data, bytes.Repeat([]byte{byte('a' + i%26)}, i%300)...)
		places = append(places, place{start, len(data)})
	}
	r := newReader(data)
	defer r.free()
	var all []string
	for i, p := range places {
		if i%2 == 0 {
			all = append(all, r.cut(p.start, p.end))
		} else {
			all = append(all, r.keep(data[p.start:p.end]))
		}
		if len(r.piece.text) > pieceSize {
			t.Fatalf("a piece has %d bytes", len(r.piece.text))
		}
	}
	unfolded := []byte("unfolded")
	all = append(all, r.keep(unfolded))
	clear(data)
	clear(unfolded)
	for i := range places {
		if want := strings.Repeat(string(rune('a'+i%26)), i%300); all[i] != want {
			t.Fatalf("string %d is %q", i, all[i])
		}
	}
	if got := all[len(places)]; got != "unfolded" {
		t.Errorf("what was in other memory is %q", got)
	}
}

// A keptBytes keeps what it is given to read, which it must not.
type keptBytes struct{ bytes []byte }

func (k *keptBytes) UnmarshalJSON(p []byte) error {
	k.bytes = p
	return nil
}

type keptText struct{ bytes []byte }

func (k *keptText) UnmarshalText(p []byte) error {
	k.bytes = p
	return nil
}

// The memory of one message is not in the values of another.
func TestNothingOfTheInputIsKept(t *testing.T) {
	var v struct {
		JSON keptBytes
		Text keptText
		Raw  json.RawMessage
		S    string
		B    []byte
		Any  any
		Map  map[string]string
	}
	text := []byte(`{"JSON":"first","Text":"first","Raw":"first","S":"first","B":"Zmlyc3Q=","Any":"first","Map":{"first":"first"}}`)
	if err := JSON.Decode(text, &v); err != nil {
		t.Fatal(err)
	}
	clear(text)
	if got := string(v.JSON.bytes) + string(v.Text.bytes) + string(v.Raw) + v.S + string(v.B) + v.Any.(string) + v.Map["first"]; got != `"first"first"first"firstfirstfirstfirst` {
		t.Errorf("%q", got)
	}
}

func TestPlainEnd(t *testing.T) {
	for c := range 256 {
		for at := range 20 {
			s := strings.Repeat("a", at) + string([]byte{byte(c)}) + strings.Repeat("\x00\xff\"\\ ~", 2)
			want := at
			if plain[c] {
				want++
			}
			if got := plainEnd(s, 0); got != want {
				t.Fatalf("in %q the plain part ends at %d, want %d", s, got, want)
			}
		}
	}
}

// Short decimals are written as strconv writes them.
func TestDecimals(t *testing.T) {
	for _, f := range []float64{0, math.Copysign(0, -1), 1, -1, 0.1, 0.0001, 0.00001, 1e-7, 123.4567, 123.45678, 99999999999.9999, 1e11, 1e15, 1e21,
		0.3, 0.1 + 0.2, 5e-324, math.MaxFloat64, 1.0 / 3, -2.5, 1 << 53, 4503599627370497.5} {
		got, _ := appendFloat(nil, f, 64)
		var back float64
		if err := json.Unmarshal(got, &back); err != nil || back != f {
			t.Errorf("%v is written %s and read %v (%v)", f, got, back, err)
		}
		if want, _ := json.Marshal(f); string(want) != string(got) {
			t.Errorf("%v is written %s, want %s", f, got, want)
		}
		if read, err := parseFloat(got, 64); err != nil || read != f || math.Signbit(read) != math.Signbit(f) {
			t.Errorf("%s is read as %v (%v)", got, read, err)
		}
	}
}

// FuzzStatic reads with generated functions what reflection reads, and writes it again.
func FuzzStatic(f *testing.F) {
	for _, v := range sinks() {
		text, err := reflectively(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"own":"o","a":-1,"b":"text","raw":{"x":1},"in":[1,2],"deep":0.5,"last":true}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		readBoth(t, text, readSinkItem)
		readBoth(t, text, readWhole)
		if !readBoth(t, text, readSink) {
			return
		}
		var v sink
		r := newReader(text)
		defer r.free()
		readSink(r, &v)
		fast, ok := statically(&v, writeSink)
		slow, err := reflectively(&v)
		if ok && (err != nil || !bytes.Equal(fast, slow)) {
			t.Errorf("written by the generated code:\n%s\nby reflection (%v):\n%s", fast, err, slow)
		}
	})
}

func FuzzFloat(f *testing.F) {
	f.Add(12.25, "12.25")
	f.Fuzz(func(t *testing.T, x float64, text string) {
		if got, ok := appendFloat(nil, x, 64); ok {
			want, _ := json.Marshal(x)
			if string(got) != string(want) {
				t.Errorf("%v is written %s, want %s", x, got, want)
			}
		}
		if isNumber([]byte(text)) {
			got, err := parseFloat([]byte(text), 64)
			var want float64
			if wantErr := json.Unmarshal([]byte(text), &want); (err == nil) != (wantErr == nil) ||
				err == nil && (got != want || math.Signbit(got) != math.Signbit(want)) {
				t.Errorf("%s is read as %v, %v; want %v, %v", text, got, err, want, wantErr)
			}
		}
	})
}
