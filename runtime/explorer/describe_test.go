package explorer

import (
	"context"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

type (
	LibraryBorrowRequest struct {
		runtime.BaseRequest
		ISBN string `json:"isbn"`
		Days []int  `json:"days,omitempty"`
		Tree *tree  `json:"tree"`
		Flag Flag   `json:"flag"`
		Page page2[*tree]
	}
	LibraryBorrowResponse struct {
		runtime.BaseResponse
		Due  int `json:"due"`
		Func int `json:"func"`
	}
	OwnMessage struct {
		runtime.BaseRequest
		Text string `json:"text"`
	}
	OwnAnswer struct{ runtime.BaseResponse }
	tree      struct {
		Left, Right *tree
	}
	page2[T any] struct{ Items []T }
	// Flag is an enum.
	Flag int64
)

func newServer(names ...string) *runtime.Server {
	server := runtime.NewServer()
	for _, name := range names {
		runtime.NewMethod[LibraryBorrowRequest, LibraryBorrowResponse](name).Handle(server,
			func(context.Context, *LibraryBorrowRequest) (*LibraryBorrowResponse, error) { return nil, nil })
	}
	return server
}

func addOwn(server *runtime.Server, name string) {
	runtime.NewMethod[OwnMessage, OwnAnswer](name).Handle(server,
		func(context.Context, *OwnMessage) (*OwnAnswer, error) { return nil, nil })
}

// What methods are called in Go is read off the names of their messages.
func TestNames(t *testing.T) {
	for _, c := range []struct{ generated, own, want, wantOwn string }{
		{"Library/Borrow", "Library/Clear", "Library.Borrow", "Library.Clear"},
		{"Borrow", "Clear", "Library.Borrow", "Library.Clear"},
		{"v1/books/Borrow", "v1/books/Clear", "Library.Borrow", "Library.Clear"},
		{"Library/lend", "Library/clear", "Library.Borrow", "Library.Clear"},
		{"Library/Borrow", "Other/Clear", "Library.Borrow", "Other.Clear"},
	} {
		server := newServer(c.generated)
		addOwn(server, c.own)
		for _, m := range describe(server.Methods(), newModel()).Methods {
			want := c.want
			if m.Name == c.own {
				want = c.wantOwn
			}
			if got := m.Go.Service + "." + m.Go.Method; got != want {
				t.Errorf("%s is taken for %s, want %s", m.Name, got, want)
			}
		}
	}
}

func TestGoCall(t *testing.T) {
	server := newServer("Library/Borrow")
	addOwn(server, "Library/Clear")
	d := describe(server.Methods(), newModel())
	borrow, own := d.Methods[0].Go, d.Methods[1].Go
	var args []string
	for _, a := range borrow.Args {
		args = append(args, a.Field+" "+d.Types[a.Type].Go)
	}
	if want := []string{"isbn string", "days []int", "tree *explorer.tree", "flag explorer.Flag", " explorer.page2[*explorer.tree]"}; !reflect.DeepEqual(args, want) {
		t.Errorf("the arguments are %q, want %q", args, want)
	}
	if !borrow.Args[1].Variadic || borrow.Args[0].Variadic {
		t.Errorf("got %+v", borrow.Args)
	}
	if want := []string{"due", "result"}; !reflect.DeepEqual(borrow.Results, want) {
		t.Errorf("the results are %q, want %q", borrow.Results, want)
	}
	if len(own.Args) != 1 || !own.Args[0].Pointer || d.Types[own.Args[0].Type].Go != "explorer.OwnMessage" || len(own.Results) != 1 {
		t.Errorf("got %+v", own)
	}
}

// A recursive type is described once, and other packages cannot write what is not exported.
func TestTypes(t *testing.T) {
	d := describe(newServer("Library/Borrow").Methods(), newModel())
	count, hidden := map[string]int{}, map[string]bool{}
	for _, data := range d.Types {
		count[data.Go]++
		hidden[data.Go] = data.Hidden
	}
	for name, want := range map[string]bool{
		"explorer.tree": true, "*explorer.tree": true, "[]*explorer.tree": true, "explorer.page2[*explorer.tree]": true,
		"explorer.LibraryBorrowRequest": false, "explorer.Flag": false, "[]int": false,
	} {
		if hidden[name] != want {
			t.Errorf("%s: hidden is %t", name, hidden[name])
		}
	}
	for name, n := range count {
		if n != 1 {
			t.Errorf("%s is described %d times", name, n)
		}
	}
	if count["explorer.tree"] != 1 || count["*explorer.tree"] != 1 || count["runtime.Cookie"] != 0 {
		t.Errorf("got the types %v", count)
	}
}

func TestModel(t *testing.T) {
	m := newModel()
	err := m.add([]byte(`{"future": 1,
		"services": [{"name": "Shop", "doc": "Shop sells.", "methods": [
			{"name": "Lend", "wire": "Library/Borrow", "doc": "Lend lends.\n", "context": false, "future": {}}]}],
		"types": [
			{"package": "github.com/rpcgen/rpcgen/runtime/explorer", "name": "Flag", "doc": "Flag is an enum.",
			 "values": [{"name": "Up", "value": 9007199254740993, "doc": "up"}, {"name": "None"}]},
			{"package": "github.com/rpcgen/rpcgen/runtime/explorer", "name": "LibraryBorrowRequest",
			 "fields": [{"name": "isbn", "doc": "the number"}, {"go": "Days", "doc": "how long"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	d := describe(newServer("Library/Borrow").Methods(), m)
	got := d.Methods[0]
	if got.Doc != "Lend lends." || got.ServiceDoc != "Shop sells." || got.Go.Service != "Shop" || got.Go.Method != "Lend" || !got.Go.NoCtx {
		t.Errorf("got %+v", got)
	}
	fields := d.Types[got.Request].Fields
	if fields[0].Doc != "the number" || fields[1].Doc != "how long" {
		t.Errorf("got %+v", fields)
	}
	flag := d.Types[fields[3].Type]
	if want := []enumData{{Name: "Up", Value: json.RawMessage("9007199254740993"), Doc: "up"}}; flag.Doc != "Flag is an enum." || !reflect.DeepEqual(flag.Enum, want) {
		t.Errorf("got %+v", flag)
	}
}
