package breaking_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/generator/breaking"
	"github.com/rpcgen/rpcgen/generator/load"
	"github.com/rpcgen/rpcgen/generator/model"
)

// goldens reads the services of a golden folder.
func goldens(t *testing.T, dir string, lists *load.Lists) []*model.API {
	t.Helper()
	apis, err := generator.Services(t.Context(), generator.Config{Dir: dir, Patterns: []string{"."}, Lists: lists})
	if err != nil {
		t.Fatalf("%s: %v", dir, err)
	}
	return apis
}

// TestGoldens compares types of all shapes: with themselves, where nothing has changed, and
// with others, which has to end.
func TestGoldens(t *testing.T) {
	sources, err := filepath.Glob("../../testdata/golden/*/api.go")
	if err != nil || len(sources) < 20 {
		t.Fatal(sources, err)
	}
	binary := breaking.Options{Binary: true}
	var all [][]*model.API
	for _, source := range sources {
		text, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Dir(source)
		if !strings.Contains(string(text), "\n//rpcgen:service") || filepath.Base(dir) == "large" {
			continue
		}
		lists := new(load.Lists)
		one, other := goldens(t, dir, lists), goldens(t, dir, lists)
		if c := breaking.Compare(one, other, binary); len(c) > 0 {
			t.Errorf("%s: nothing has changed, but there is %+v", dir, c)
		}
		for _, api := range one {
			for _, s := range api.Services {
				for i, m := range s.Methods {
					m.Wire = strconv.Itoa(i)
				}
			}
		}
		all = append(all, one)
	}
	changes := 0
	for i, old := range all {
		for _, new := range slices.Concat(all[i+1:], all)[:5] {
			changes += len(breaking.Compare(old, new, binary))
		}
	}
	if changes < 1000 {
		t.Errorf("there are only %d changes between %d services", changes, len(all))
	}
}
