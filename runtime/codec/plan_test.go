package codec

import (
	"reflect"
	"sync"
	"testing"
)

// tree and its branches know one another.
type tree struct {
	Name     string
	Branches map[string]branch
	Parent   *tree
}

type branch struct {
	Trees []tree
	Any   *any
	*tree
}

func TestRecursiveTypes(t *testing.T) {
	in := tree{Name: "a", Branches: map[string]branch{"b": {Trees: []tree{{Name: "c", Branches: map[string]branch{}}}}}, Parent: &tree{Name: "d", Branches: map[string]branch{}}}
	text, err := JSON.Append(nil, in)
	if err != nil {
		t.Fatal(err)
	}
	var out tree
	if err := JSON.Decode(text, &out); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(in, out) {
		t.Errorf("%s\n got %+v\nwant %+v", text, out, in)
	}
}

// Many goroutines meet types that nobody has met before. The race detector
// looks at what they share.
func TestPlansConcurrently(t *testing.T) {
	leaf := reflect.TypeFor[tree]()
	types := []reflect.Type{}
	for i := range 12 {
		leaf = reflect.StructOf([]reflect.StructField{
			{Name: "Inner", Type: reflect.SliceOf(leaf), Tag: `json:"inner"`},
			{Name: "P", Type: reflect.PointerTo(leaf)},
			{Name: "A", Type: reflect.ArrayOf(i+1, reflect.TypeFor[int]())},
		})
		types = append(types, leaf)
	}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range types {
				typ := types[(i*7+g*3)%len(types)]
				v := reflect.New(typ)
				text, err := JSON.Append(nil, v.Interface())
				if err == nil {
					err = JSON.Decode(text, v.Interface())
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// A plan belongs to whoever asks first; the others get the same.
func TestPlanIsMadeOnce(t *testing.T) {
	type fresh struct{ A, B int }
	var wg sync.WaitGroup
	got := make([]*decoder, 8)
	for i := range got {
		wg.Go(func() { got[i] = decoderOf(reflect.TypeFor[fresh]()) })
	}
	wg.Wait()
	for _, d := range got {
		if d != got[0] || d.read == nil {
			t.Error("more than one plan, or one that is not complete")
		}
	}
}

func TestBits(t *testing.T) {
	var a, b bits
	for _, i := range []int{0, 63, 64, 127, 128, 300} {
		if a.has(i) {
			t.Errorf("%d is there already", i)
		}
		a.set(i)
		if !a.has(i) || a.within(&b) || !b.within(&a) {
			t.Errorf("after %d", i)
		}
		b.set(i)
		if !a.within(&b) {
			t.Errorf("after %d", i)
		}
	}
	b.set(5)
	if !a.within(&b) || b.within(&a) {
		t.Error("after 5")
	}
}

// A struct of more fields than a word has bits.
func TestManyFields(t *testing.T) {
	var fields []reflect.StructField
	for i := range 200 {
		fields = append(fields, reflect.StructField{Name: "F" + string(rune('A'+i/26)) + string(rune('A'+i%26)), Type: reflect.TypeFor[int]()})
	}
	v := reflect.New(reflect.StructOf(fields))
	for i := range 200 {
		v.Elem().Field(i).SetInt(int64(i))
	}
	text, err := JSON.Append(nil, v.Interface())
	if err != nil {
		t.Fatal(err)
	}
	got := reflect.New(v.Type().Elem())
	if err := JSON.Decode(text, got.Interface()); err != nil || got.Elem().Interface() != v.Elem().Interface() {
		t.Error(err, got.Elem())
	}
	if err := JSON.Decode(text[:len(text)-len(`,"FHR":199}`)], got.Interface()); err == nil {
		t.Error("accepted without its end")
	}
	short := append(text[:len(text)-len(`,"FHR":199}`)], '}')
	if err := JSON.Decode(short, got.Interface()); err == nil || err.Error() != "Missing required property `FHR`. (INPUT_DATA_ERR)" {
		t.Error(err)
	}
}
