package tsrpc

import (
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// previousAPI has something in most kinds of scopes.
func previousAPI() *model.API {
	t := named("T", structOf(field("list", listOf(pointer(structOf(field("x", text), field("y", text))))), field("e", enum("E", "a", "b"))))
	return serving(method("M", fields([]string{"a", "b"}), []*model.Field{whole(t)}))
}

// written is what an earlier run wrote.
func written(t testing.TB) string {
	d := disk{}
	if list := d.run(t, previousAPI()); list != nil {
		t.Fatal(list)
	}
	return d[protoName]
}

// TestPrevious changes what an earlier run wrote by hand, or worse: what leads to ids
// twice, or out of the directory, is refused.
func TestPrevious(t *testing.T) {
	good := written(t)
	const record = `{"files":{"example.com/lib":"lib"}}`
	if !strings.Contains(good, record) {
		t.Fatal(good)
	}
	tests := []struct{ name, old, new, want string }{
		{"a file outside", record, `{"files":{"example.com/lib":"../../lib"}}`, `"../../lib" is no name for a file`},
		{"a file elsewhere", record, `{"files":{"example.com/lib":"/etc/lib"}}`, `"/etc/lib" is no name for a file`},
		{"a file by Windows' names", record, `{"files":{"example.com/lib":"..\\lib"}}`, `"..\\lib" is no name for a file`},
		{"a file without a name", record, `{"files":{"example.com/lib":""}}`, `"" is no name for a file`},
		{"the base types", record, `{"files":{"example.com/lib":"Base"}}`, `Base is the file of both the base types and example.com/lib`},
		{"the serviceProto", record, `{"files":{"example.com/lib":"serviceproto"}}`, `serviceproto is the file of both the serviceProto and example.com/lib`},
		{"one file for two", record, `{"files":{"example.com/lib":"lib","example.com/other":"Lib"}}`, `Lib is the file of both example.com/lib and example.com/other`},
		{"a negative id", record, `{"files":{},"next":{"services":-1}}`, `its line about ids has -1 for services`},
		{"an id that is too large", record, `{"files":{},"next":{"services":2147483647}}`, `its line about ids has 2147483647 for services`},
		{"an id that is larger still", record, `{"files":{},"next":{"services":1e99}}`, `cannot unmarshal number 1e99`},
		{"no JSON", record, `{`, `unexpected end of JSON input`},
		{"two records", "\nimport ", "\n" + recordPrefix + record + "\nimport ", `there are two, as after a merge`},
		{"no record", recordPrefix, "// ", `its line about ids is missing`},
		{"no serviceProto", protoStart, "export const other = ", `the line with the serviceProto is not as rpcgen writes it`},
		{"a type outside", `"lib/T": {`, `"../../lib/T": {`, `it has a type with the name "../../lib/T"`},
		{"a type elsewhere", `"lib/T": {`, `"/lib/T": {`, `it has a type with the name "/lib/T"`},
		{"a type by Windows' names", `"lib/T": {`, `"..\\lib\\T": {`, `it has a type with the name "..\\lib\\T"`},
		{"a type on another disk", `"lib/T": {`, `"C:lib/T": {`, `it has a type with the name "C:lib/T"`},
		{"no type", `"lib/T": {`, `"lib/U": null, "lib/T": {`, `there is no schema for lib/U`},
		{"no service", `"services": [`, `"services": [null, `, `one of its services is null`},
		{"no property", `"properties": [`, `"properties": [null, `, `is not as rpcgen writes it`},
		{"no member", `"members": [`, `"members": [null, `, `is not as rpcgen writes it`},
		{"a property without a type", `"properties": [`, `"properties": [{"id":9,"name":"q"}, `, `is not as rpcgen writes it`},
		{"an id twice", `"id": 1,`, `"id": 0,`, `has the id 0 for both`},
		{"a name twice", `"services": [`, `"services": [{"id":9,"name":"Lib/M","type":"api"}, `, `services has api Lib/M twice`},
		{"a negative id of a service", `"services": [`, `"services": [{"id":-9,"name":"Lib/N","type":"api"}, `, `services has the id -9`},
		{"an id that is no number", `"id": 0,`, `"id": "0",`, `cannot unmarshal string`},
		{"a deep type", `"types": {`, `"types": {"a/B": ` + strings.Repeat(`{"type":"Union","members":[{"type":`, 3000) + `{"type":"Any"}` + strings.Repeat(`}]}`, 3000) + `, `, `the schema of a/B is not as rpcgen writes it`},
		{"nonsense", `"services": [`, `"services": [<`, `invalid character '<'`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			old := strings.Replace(good, test.old, test.new, 1)
			if old == good {
				t.Fatalf("there is no %s in\n%s", test.old, good)
			}
			d := disk{protoName: old}
			list := d.run(t, previousAPI())
			if len(list) != 1 || !strings.Contains(list[0].Message, test.want) || !strings.HasSuffix(list[0].Message, whatToDo) || list[0].Pos.Filename != "web/serviceProto.ts" {
				t.Errorf("got  %v\nwant %s", list, test.want)
			}
			if d[protoName] != old || len(d) != 1 {
				t.Error("it has written something")
			}
		})
	}
}

// TestGone expects that the files of what is gone are taken away, and none that is not ours.
func TestGone(t *testing.T) {
	api := previousAPI()
	api.Services[0].Methods = append(api.Services[0].Methods, method("Old", nil, nil), method("Mine", nil, nil))
	d := disk{}
	d.run(t, api)
	d["Lib/PtlMine.ts"] = "// Mine.\n"
	d["note.ts"] = emit.Header + "\n"
	d.run(t, previousAPI())
	if d["Lib/PtlOld.ts"] != "" || d["Lib/PtlMine.ts"] == "" || d["note.ts"] == "" || d["Lib/PtlM.ts"] == "" {
		t.Errorf("there is %v", d)
	}
}

// TestFileOfTypes gives a method the name of the file with the types of a package.
func TestFileOfTypes(t *testing.T) {
	d := disk{}
	lib.Name = "PtlSay"
	defer func() { lib.Name = "lib" }()
	d.run(t, previousAPI())
	api := previousAPI()
	say := method("Say", nil, nil)
	say.Wire = "say"
	api.Services[0].Methods = append(api.Services[0].Methods, say)
	list := d.run(t, api)
	if len(list) != 1 || !strings.Contains(list[0].Message, "its file would have the name of the one with the types of example.com/lib, Ptlsay.ts") {
		t.Error(list)
	}
}

// TestDeep refuses a type that a later run would not read.
func TestDeep(t *testing.T) {
	deep := text
	for range deepest {
		deep = listOf(deep)
	}
	for _, api := range []*model.API{
		serving(method("M", []*model.Field{field("a", deep)}, nil)),
		serving(method("M", []*model.Field{field("a", named("T", structOf(field("b", listOf(deep)))))}, nil)),
	} {
		list := disk{}.run(t, api)
		if len(list) != 1 || !strings.Contains(list[0].Message, "more than 200 levels deep") {
			t.Error(list)
		}
	}
}

// FuzzPrevious reads what is said to be of an earlier run. Whatever it is, the files that
// are written lie in the directory, and the next run can read them.
func FuzzPrevious(f *testing.F) {
	good := written(f)
	f.Add(good)
	f.Add(strings.Replace(good, `"files":{"example.com/lib":"lib"}`, `"files":{"example.com/lib":"../lib"}`, 1))
	f.Add(strings.Replace(good, `"lib/T": {`, `"../../x/T": {`, 1))
	f.Add(strings.Replace(good, `"services": [`, `"services": [null,`, 1))
	f.Add(emit.Header + "\n" + recordPrefix + "{}\n" + protoStart + `{"services":[],"types":{"a/B":{"type":"Union","members":[{"id":1,"type":{"type":"Array"}}]}}};`)
	f.Fuzz(func(t *testing.T, old string) {
		if len(old) > 1<<14 {
			t.Skip("too long to be worth the time")
		}
		d := disk{protoName: old}
		if list := d.run(t, previousAPI()); list != nil {
			return
		}
		if list := d.run(t, previousAPI()); list != nil {
			t.Errorf("it does not read what it wrote: %v\n%s", list, d[protoName])
		}
	})
}
