package emit_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

type (
	deep  struct{ Deep int }
	left  struct{ middle }
	right struct{ middle }
	// The two embed middle at one level, so its own fields hide each other; those of
	// what it embeds are found once.
	middle struct {
		deep
		Middle int
	}
	twice struct {
		left
		right
	}
)

// TestTwice expects the choice that encoding/json makes where a struct is reached by two
// ways of one length.
func TestTwice(t *testing.T) {
	t.Parallel()
	embed := func(name string, fields ...*model.Field) *model.Field {
		return &model.Field{Name: name, Type: &model.Type{Kind: model.Struct, Fields: fields}, Embedded: true}
	}
	number := func(name string) *model.Field {
		return &model.Field{Name: name, JSON: name, Type: &model.Type{Kind: model.Int}}
	}
	middle := embed("middle", embed("deep", number("Deep")), number("Middle"))
	got := []string{}
	for _, f := range emit.WireFields([]*model.Field{embed("left", middle), embed("right", middle)}) {
		got = append(got, f.JSON)
		if last := f.Way[len(f.Way)-1]; last != f.Field || len(f.Way) != len(f.Index) {
			t.Errorf("%s: the way has %d steps to %s, the index %d", f.JSON, len(f.Way), last.Name, len(f.Index))
		}
	}
	data, err := json.Marshal(twice{})
	if err != nil {
		t.Fatal(err)
	}
	var object map[string]int
	if err := json.Unmarshal(data, &object); err != nil {
		t.Fatal(err)
	}
	if want := slices.Sorted(maps.Keys(object)); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
