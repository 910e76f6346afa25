package tsrpc

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator/model"
)

// kinds are the lists whose items have ids: how to make an API with such a list, and how
// the scope and its keys are called.
var kinds = []struct {
	name, scope, key string
	api              func(names []string) *model.API
}{
	{"methods", "services", "api Lib/%s", func(names []string) *model.API {
		methods := []*model.Method{method("Always", nil, nil)}
		for _, name := range names {
			methods = append(methods, method(name, nil, nil))
		}
		return serving(methods[1:]...)
	}},
	{"fields", "lib/T", "%s", func(names []string) *model.API {
		return serving(method("M", nil, []*model.Field{whole(named("T", structOf(fields(names)...)))}))
	}},
	{"parameters", "Lib/PtlM/ReqM", "%s", func(names []string) *model.API {
		return serving(method("M", fields(names), nil))
	}},
	{"fields without a name around them", "lib/T.list[]", "%s", func(names []string) *model.API {
		t := named("T", structOf(field("list", listOf(structOf(fields(names)...)))))
		return serving(method("M", nil, []*model.Field{whole(t)}))
	}},
	{"fields deep in a type", "lib/T.list[]{}.a-b", "%s", func(names []string) *model.API {
		maps := &model.Type{Kind: model.Map, Key: text, Elem: structOf(&model.Field{Name: "AB", JSON: "a-b", Type: structOf(fields(names)...)})}
		return serving(method("M", nil, []*model.Field{whole(named("T", structOf(field("list", listOf(maps)))))}))
	}},
	{"members of an enum", "lib/E", `"%s"`, func(names []string) *model.API {
		return serving(method("M", []*model.Field{field("e", enum("E", names...))}, nil))
	}},
}

func fields(names []string) []*model.Field {
	var list []*model.Field
	for _, name := range names {
		list = append(list, field(name, text))
	}
	return list
}

// TestIDs edits lists: what stays keeps its id, and what is new has one that nothing has had.
func TestIDs(t *testing.T) {
	edits := []struct{ name, versions, want string }{
		{"first", "a b c", "a0 b1 c2"},
		{"again", "a b c; a b c", "a0 b1 c2"},
		{"reorder", "a b c; c a b", "c2 a0 b1"},
		{"insert before", "a b; x a b", "x2 a0 b1"},
		{"insert between", "a b; a x y b", "a0 x2 y3 b1"},
		{"append", "a b; a b x", "a0 b1 x2"},
		{"delete the first", "a b c; b c", "b1 c2"},
		{"delete the last", "a b c; a b", "a0 b1"},
		{"rename", "a b c; a x c", "a0 x3 c2"},
		{"rename the last", "a b c; a b x", "a0 b1 x3"},
		{"swap names", "a b c; b a c", "b1 a0 c2"},
		{"delete the last, add another", "a b c; a b; a b x", "a0 b1 x3"},
		{"delete the last two, add others", "a b c d; a b; y a x b", "y4 a0 x5 b1"},
		{"delete and add again", "a b c; a c; a b c", "a0 b3 c2"},
		{"delete the last and add again", "a b c; a b; a b c", "a0 b1 c3"},
		{"again and again", "a b c; a b; a b c; a b; a b c; c b a", "c4 b1 a0"},
		{"rename there and back", "a b c; a b x; a b c", "a0 b1 c4"},
		{"others only", "a b c; x y", "x3 y4"},
		{"none for a while", "a b; ; ; b a c", "b2 a3 c4"},
	}
	for _, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) {
			for _, edit := range edits {
				d := disk{}
				for version := range strings.SplitSeq(edit.versions, ";") {
					if list := d.run(t, kind.api(strings.Fields(version))); list != nil {
						t.Fatal(list)
					}
				}
				scope := strings.ReplaceAll(kind.scope, "a-b", `"a-b"`)
				got := d.ids(t)[scope]
				for want := range strings.FieldsSeq(edit.want) {
					key := fmt.Sprintf(kind.key, want[:1])
					if id, ok := got[key]; !ok || fmt.Sprint(id) != want[1:] {
						t.Errorf("%s: got %v, want %s", edit.name, got, edit.want)
						break
					}
				}
				if len(got) != len(strings.Fields(edit.want)) {
					t.Errorf("%s: got %v, want %s", edit.name, got, edit.want)
				}
			}
		})
	}
}

// TestBranchIDs changes what one of several types in a union is, and what a response
// extends.
func TestBranchIDs(t *testing.T) {
	reference := func(name string) string { return `{"type":"Reference","target":"lib/` + name + `"}` }
	one := func(name string) *model.Type { return named(name, structOf(field("x", text))) }
	d := disk{}
	for version, want := range []struct {
		name string
		id   int
	}{{"A", 0}, {"B", 2}, {"A", 3}, {"A", 3}, {"C", 4}, {"B", 5}} {
		d.run(t, serving(method("M", []*model.Field{field("list", listOf(pointer(one(want.name))))}, nil)))
		ids := d.ids(t)["Lib/PtlM/ReqM.list[]"]
		if len(ids) != 2 || ids[reference(want.name)] != want.id || ids[`{"type":"Literal","literal":null}`] != 1 {
			t.Errorf("version %d: %v", version, ids)
		}
	}

	// An enum that gets a member for the zero value is no union any more.
	d = disk{}
	hue := func(values ...string) *model.API {
		return serving(method("M", []*model.Field{field("list", listOf(pointer(enum("E", values...))))}, nil))
	}
	for version, want := range []string{
		`0 {"type":"Reference","target":"lib/E"} 1 {"type":"Literal","literal":""} 2 {"type":"Literal","literal":null}`,
		`0 {"type":"Reference","target":"lib/E"} 2 {"type":"Literal","literal":null}`,
		`0 {"type":"Reference","target":"lib/E"} 3 {"type":"Literal","literal":""} 2 {"type":"Literal","literal":null}`,
	} {
		d.run(t, hue([]string{"a", "b", []string{"c", ""}[version%2]}...))
		ids := d.ids(t)["Lib/PtlM/ReqM.list[]"]
		if len(ids) != len(strings.Fields(want))/2 {
			t.Errorf("version %d: %v", version, ids)
		}
		for key, id := range ids {
			if !strings.Contains(want, fmt.Sprint(id, " ", key)) {
				t.Errorf("version %d: %v", version, ids)
			}
		}
	}

	// There are nine ids for what a type extends. After that the fields are its own.
	d = disk{}
	for version := range 12 {
		name := string(rune('A' + version))
		d.run(t, serving(method("M", nil, []*model.Field{whole(one(name))})))
		bases, own := d.ids(t)["Lib/PtlM/ResM^"], d.ids(t)["Lib/PtlM/ResM"]
		if version < 8 && (len(bases) != 2 || bases[reference(name)] != version+1 || len(own) > 0) || version >= 8 && (len(bases) != 1 || own["x"] != 0) {
			t.Errorf("version %d extends %v, and has %v", version, bases, own)
		}
	}
}

// FuzzIDs makes any edits: no id ever moves, nor is one given again. The next run changes
// nothing.
func FuzzIDs(f *testing.F) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		edits := make([]byte, 60)
		for i := range edits {
			edits[i] = byte(rng.Uint32())
		}
		f.Add(edits)
	}
	f.Fuzz(func(t *testing.T, edits []byte) {
		if len(edits) > 60 {
			t.Skip("too long to be worth the time")
		}
		d, e := disk{}, &editor{lists: map[string][]string{}}
		had := map[string]map[int]string{} // by scope and id: which keys
		now := map[string]map[string]int{}
		for len(edits) >= 3 {
			e.edit(edits[0], edits[1], edits[2])
			edits = edits[3:]
			if list := d.run(t, e.api()); list != nil {
				t.Fatal(list)
			}
			before := d[protoName]
			d.run(t, e.api())
			if d[protoName] != before {
				t.Errorf("the next run changes\n%s\ninto\n%s", before, d[protoName])
			}
			last := now
			now = d.ids(t)
			for scope, ids := range now {
				if had[scope] == nil {
					had[scope] = map[int]string{}
				}
				for key, id := range ids {
					was, ok := last[scope][key]
					switch other, given := had[scope][id]; {
					case ok && was != id:
						t.Fatalf("%s: %s had the id %d, now %d", scope, key, was, id)
					case !ok && given:
						t.Fatalf("%s: %s has the id %d, which %s had", scope, key, id, other)
					}
					had[scope][id] = key
				}
			}
		}
	})
}

// An editor makes an API of lists of names, which it edits.
type editor struct {
	lists map[string][]string
	kinds [8]byte // how each of the fields a to h is typed
}

var listNames = []string{"methods", "S", "T", "E", "params", "inline", "result", "kinds"}

// edit changes one of the lists.
func (e *editor) edit(which, what, where byte) {
	name := listNames[int(which)%len(listNames)]
	letter := string(rune('a' + what>>2&7))
	if name == "kinds" {
		e.kinds[where%8] = what
		return
	}
	list := e.lists[name]
	at := 0
	if len(list) > 0 {
		at = int(where) % len(list)
	}
	i := slices.Index(list, letter)
	switch what & 3 {
	case 0: // insert
		if i < 0 {
			list = slices.Insert(list, at, letter)
		}
	case 1: // delete
		if i >= 0 {
			list = slices.Delete(slices.Clone(list), i, i+1)
		}
	case 2: // rename
		if i < 0 && len(list) > 0 {
			list = slices.Clone(list)
			list[at] = letter
		}
	case 3: // move
		if i >= 0 {
			list = slices.Delete(slices.Clone(list), i, i+1)
			list = slices.Insert(list, min(at, len(list)), letter)
		}
	}
	e.lists[name] = list
}

func (e *editor) api() *model.API {
	named := map[string]*model.Type{"E": enum("E", e.lists["E"]...), "S": named("S", structOf()), "T": named("T", structOf())}
	typ := func(name string) *model.Type {
		inline := structOf(fields(e.lists["inline"])...)
		switch kind := e.kinds[name[0]-'a']; kind % 10 {
		case 0:
			return named["E"]
		case 1:
			return named["S"]
		case 2:
			return pointer(named["T"])
		case 3:
			return listOf(pointer(named["S"]))
		case 4:
			return listOf(pointer(named["E"]))
		case 5:
			return inline
		case 6:
			return &model.Type{Kind: model.Array, Len: 2, Elem: inline}
		case 7:
			return &model.Type{Kind: model.Map, Key: text, Elem: listOf(inline)}
		case 8:
			return listOf(pointer(inline))
		default:
			return text
		}
	}
	list := func(names string) []*model.Field {
		var out []*model.Field
		for _, name := range e.lists[names] {
			out = append(out, field(name, typ(name)))
		}
		return out
	}
	named["S"].Fields, named["T"].Fields = list("S"), list("T")
	results := []*model.Field{field("s", named["S"]), field("t", named["T"])}
	if len(e.lists["result"])%2 == 1 {
		results = []*model.Field{whole(named[[]string{"S", "T"}[len(e.lists["result"])/2%2]])}
	}
	methods := []*model.Method{method("Always", list("params"), results)}
	for _, name := range e.lists["methods"] {
		methods = append(methods, method(name, list("params"), nil))
	}
	return serving(methods...)
}
