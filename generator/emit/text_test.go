package emit

import (
	"testing"

	"github.com/rpcgen/rpcgen/generator/model"
)

func TestExample(t *testing.T) {
	text, number := &model.Type{Kind: model.String}, &model.Type{Kind: model.Int}
	list := &model.Type{Kind: model.Slice, Elem: text}
	for _, tt := range []struct {
		comment string
		typ     *model.Type
		want    string
		ok      bool
	}{
		{"It is.\n\nExample: 17\n", number, "17", true},
		{"Example: 978-0\n", text, `"978-0"`, true},
		{"Example: \"978-0\"\n", text, `"978-0"`, true},
		{"Example: a <b> & \"c\"\n", text, `"a <b> & \"c\""`, true},
		{"Example:\n\t[\n\t\t\"a\",\n\t\t\"b\"\n\t]\n", list, `["a","b"]`, true},
		{"Example: null\n", &model.Type{Kind: model.Pointer, Elem: number}, "null", true},
		{"Example: no number\n", number, "", false},
		{"Example:\n", text, "", false},
		{"For Example: 17\n", number, "", false},
		{"", text, "", false},
	} {
		got, ok := Example(model.Doc{Text: tt.comment}, tt.typ)
		if string(got) != tt.want || ok != tt.ok {
			t.Errorf("%q: got %s, %t", tt.comment, got, ok)
		}
	}
}

func TestParagraphs(t *testing.T) {
	doc := model.Doc{Text: "One. Two.\n\nExample: 1\n\nDeprecated: Use it not.\n\nThree\nfour.\n", Deprecated: "Use it not."}
	got := Paragraphs(doc)
	if len(got) != 2 || got[0] != "One. Two." || got[1] != "Three\nfour." || Summary(doc) != "One" {
		t.Errorf("got %q and %q", got, Summary(doc))
	}
}
