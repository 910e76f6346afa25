package golden

import (
	"encoding/json"
	"fmt"
	"go/types"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// reflected are the types that go by reflection on purpose: messages, and what the
// generated code leaves to codec.WriteValue.
var reflected = map[string][]string{
	"They have fields that only another package can name.": {
		"embedding.EchoBoxRequest", "embedding.EchoBoxResponse", "[]parts.Box",
		"promoted.EchoSealedRequest", "promoted.EchoSealedResponse",
	},
	"They, or what they hold, have methods of their own.": {
		"*big.Float", "*big.Int", "big.Int", "net.IP", "netip.Addr", "netip.Prefix", "session.ID",
		"*marshalers.Money", "*marshalers.Range", "*marshalers.Version",
		"[]*marshalers.Path", "[]marshalers.Range", "map[string]marshalers.Path",
		"marshalers.Level", "marshalers.Money", "marshalers.Names", "marshalers.Path", "marshalers.Range", "marshalers.Version",
		"marshalers.Wrapped", "single.Money", "single.Priced",
	},
	"Their keys are no strings, or write themselves.": {
		"map[int][]rules.Item", "map[int]codecs.Part", "map[int]string", "map[int64]string", "map[time.Duration]time.Time", "map[uint64]bool", "map[uint8]bool",
		"map[maps.Code][]maps.Book", "map[maps.Code]float64", "map[maps.Day]int", "map[string]map[maps.Day]*maps.Book",
		"map[marshalers.Level]marshalers.Version", "map[netip.Addr][]string",
	},
	"They are, or hold, structs without a name.": {
		"struct{}", "struct{N int}", "*struct{N int}", "*struct{Name string}", "struct{X int; Y int}", "map[string]struct{}",
		"[]struct{From int; To int}", "[]struct{N int}", "[]struct{Name string; secret int}", "map[string]struct{In []struct{V *int}}",
		"map[string]struct{Open bool}", "[]struct{At time.Time; Tags map[string]any}",
		"struct{Street string; City struct{Name string; Zip int}}", "struct{anonymous.Embedded; B string; C string; Own string}",
		"struct{A int; B int; C []fake.Page[string]}", "struct{N []int}", "struct{Room int; Shelf int}",
		"struct{Zip string; Door *struct{Number int}}",
	},
	"They are declared in terms of themselves.": {"recursive.Dirs", "recursive.Nest", "[2]recursive.Nest", "tsnames.Map"},
	"They are bytes by another name than byte.": {"[]enums.Flag", "binary.Bits"},
	"A pointer with a name is no *T.":           {"pointers.IntPtr"},
	"A quicker way is known at run time.":       {"map[string]any"},
	"The text has to be a number.":              {"json.Number"},
}

// TestReflection reads all generated code and expects those types to go by reflection,
// no other, and each of them. A type that is new here is slow: add it if there is a
// reason. That what has functions goes by them, the tests that call them see.
func TestReflection(t *testing.T) {
	t.Parallel()
	left := map[string]bool{}
	for _, p := range slices.Concat(
		load(t, false, ".", "./...", "../bench/api", "../docs", "github.com/rpcgen/rpcgen/examples/session-and-cookie/api"),
		load(t, true, "intest", "."),
		load(t, false, filepath.Join("..", "..", "examples", "cluster", "api"), "."),
	) {
		maps.Copy(left, p.left)
	}
	for why, names := range reflected {
		for _, name := range names {
			if !left[name] {
				t.Errorf("%s does not go by reflection, or is gone; on the list it is for this: %s", name, why)
			}
			delete(left, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		t.Errorf("%s goes by reflection, and there is no reason on the list", name)
	}
}

// TestExamplesGiveUpNothing does for the examples and the benchmark what package
// roundtrip does for the goldens: it writes and reads their messages.
func TestExamplesGiveUpNothing(t *testing.T) {
	t.Parallel()
	examples := filepath.Join("..", "..", "examples")
	for _, dir := range []string{
		filepath.Join("..", "bench", "api"),
		filepath.Join(examples, "session-and-cookie", "api"), filepath.Join(examples, "cluster", "api"),
	} {
		pkgs := load(t, false, dir, ".")
		if len(pkgs) != 1 || len(pkgs[0].messages) == 0 {
			t.Errorf("%s: nothing is generated", dir)
			continue
		}
		var list []string
		for _, name := range slices.Sorted(maps.Keys(pkgs[0].messages)) {
			list = append(list, fmt.Sprintf("new(%s)", strings.TrimPrefix(name, pkgs[0].name+".")))
		}
		text := strings.NewReplacer("PACKAGE", pkgs[0].name, "MESSAGES", strings.Join(list, ", ")).Replace(string(read(t, "gaveup_test.go.txt")))
		out, err := overlaid(t, dir, "gaveup_test.go", text, "test", "-count=1", "-v", "-run=^TestNoneGivesUp$", ".")
		if err != nil || !strings.Contains(out, "--- PASS: TestNoneGivesUp") {
			t.Errorf("%s: %v\n%s", dir, err, out)
		}
	}
}

// overlaid runs the go command in dir as if there were one more file.
func overlaid(t *testing.T, dir, name, text string, args ...string) (string, error) {
	t.Helper()
	temp := t.TempDir()
	source, overlay := filepath.Join(temp, name), filepath.Join(temp, "overlay.json")
	write(t, source, []byte(text))
	at, err := filepath.Abs(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(map[string]any{"Replace": map[string]string{at: source}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, overlay, data)
	return command(t, append([]string{"-C", dir, args[0], "-overlay=" + overlay}, args[1:]...)...)
}

// A generatedPackage is what a package's generated code says of types.
type generatedPackage struct {
	name     string
	messages map[string]bool // that have functions
	left     map[string]bool // that go by reflection, or what does in them
}

// tags are those of the fields of a struct without a name.
var tags = regexp.MustCompile(` "(\\.|[^"\\])*"`)

// load reads the packages with generated code that patterns match in dir.
func load(t *testing.T, tests bool, dir string, patterns ...string) []generatedPackage {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo |
			packages.NeedImports | packages.NeedExportFile,
		Dir: dir, Tests: tests, BuildFlags: []string{"-tags=rpcgen_optional"},
	}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	var list []generatedPackage
	for _, p := range pkgs {
		g := generatedPackage{name: p.Name, messages: map[string]bool{}, left: map[string]bool{}}
		for _, err := range p.Errors {
			t.Error(err)
		}
		for id, instance := range p.TypesInfo.Instances {
			if base := filepath.Base(p.Fset.Position(id.Pos()).Filename); !strings.Contains(base, ".gen.go") && !strings.Contains(base, "_gen_test.go") {
				continue
			}
			name := func(i int) string {
				text := types.TypeString(instance.TypeArgs.At(i), func(p *types.Package) string { return p.Name() })
				return tags.ReplaceAllLiteralString(text, "")
			}
			switch id.Name {
			case "Register":
				g.messages[name(0)] = true
			case "WriteValue", "ReadValue":
				g.left[name(0)] = true
			case "NewMethod":
				g.left[name(0)], g.left[name(1)] = true, true
			}
		}
		for name := range g.messages {
			delete(g.left, name)
		}
		if len(g.messages)+len(g.left) > 0 {
			list = append(list, g)
		}
	}
	return list
}
