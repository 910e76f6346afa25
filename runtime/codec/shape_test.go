package codec_test

import (
	"encoding/json"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
)

type shapeBase struct {
	ID int64 `json:"id,string"`
}

type shapeTree struct {
	shapeBase
	runtime.BaseRequest
	Name  string            `json:"name,omitempty"`
	Left  *shapeTree        `json:"left"`
	Words map[string]string `json:"words"`
	Skip  int               `json:"-"`
	Count *int              `json:"count,string"`
	Addr  netip.Addr        `json:"addr"`
}

type endlessPointer *endlessPointer

func TestShapeOf(t *testing.T) {
	for _, c := range []struct {
		value any
		want  codec.ShapeKind
		bits  int
	}{
		{true, codec.ShapeBool, 0},
		{int8(1), codec.ShapeInt, 8},
		{time.Second, codec.ShapeInt, 64},
		{uint16(1), codec.ShapeUint, 16},
		{float32(1), codec.ShapeFloat, 32},
		{"", codec.ShapeString, 0},
		{json.Number(""), codec.ShapeNumber, 0},
		{json.RawMessage{}, codec.ShapeAny, 0},
		{time.Time{}, codec.ShapeTime, 0},
		{[]byte{}, codec.ShapeBytes, 0},
		{netip.Addr{}, codec.ShapeText, 0},
		{runtime.Cookie{}, codec.ShapeCookie, 0},
		{&runtime.Cookie{}, codec.ShapePtr, 0},
		{[]int{}, codec.ShapeList, 0},
		{[2]int{}, codec.ShapeArray, 0},
		{map[netip.Addr]int{}, codec.ShapeMap, 0},
		{map[float64]int{}, codec.ShapeNone, 0},
		{make(chan int), codec.ShapeNone, 0},
		{endlessPointer(nil), codec.ShapeNone, 0},
		{struct{}{}, codec.ShapeStruct, 0},
		{reflect.ValueOf(0), codec.ShapeStruct, 0},
	} {
		got := codec.ShapeOf(reflect.TypeOf(c.value))
		if got.Kind != c.want || got.Bits != c.bits {
			t.Errorf("%T: got %s of %d bits, want %s of %d", c.value, got.Kind, got.Bits, c.want, c.bits)
		}
	}
	if got := codec.ShapeOf(reflect.TypeFor[any]()).Kind; got != codec.ShapeAny {
		t.Errorf("any: got %s", got)
	}
}

func TestShapeOfStruct(t *testing.T) {
	tree := reflect.TypeFor[shapeTree]()
	want := []codec.ShapeField{
		{Name: "id", Type: reflect.TypeFor[int64](), Index: []int{0, 0}, Quoted: true},
		{Name: "__cookie", Type: reflect.TypeFor[*runtime.Cookie](), Index: []int{1, 0}, Optional: true, Omit: true},
		{Name: "name", Type: reflect.TypeFor[string](), Index: []int{2}, Optional: true, Omit: true},
		{Name: "left", Type: reflect.PointerTo(tree), Index: []int{3}, Optional: true},
		{Name: "words", Type: reflect.TypeFor[map[string]string](), Index: []int{4}},
		{Name: "count", Type: reflect.TypeFor[*int](), Index: []int{6}, Optional: true, Quoted: true},
		{Name: "addr", Type: reflect.TypeFor[netip.Addr](), Index: []int{7}},
	}
	if got := codec.ShapeOf(tree).Fields; !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
