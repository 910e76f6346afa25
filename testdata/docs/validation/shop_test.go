package validation

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/rpctest"
)

func client(t *testing.T) *ShopClient {
	return NewShopClient(rpctest.Client(t, func(s *runtime.Server) { RegisterShop(s, shop{}) }))
}

// What docs/validation.md says becomes of requests does.
func TestOrder(t *testing.T) {
	c := client(t)
	text, err := os.ReadFile("../../../docs/validation.md")
	if err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*OrderRequest){
		"Property `count`: Must be at least 1. (INPUT_DATA_ERR)":                          func(r *OrderRequest) { r.Count = 0 },
		"Property `isbn`: Must match ^\\d{13}$ (INPUT_DATA_ERR)":                          func(r *OrderRequest) { r.ISBN = "x" },
		"Property `gift.paper`: Must be one of: plain, striped, dotted. (INPUT_DATA_ERR)": func(r *OrderRequest) { r.Gift = &Gift{} },
		"Property `gift`: Every name needs a letter. (INPUT_DATA_ERR)": func(r *OrderRequest) {
			r.Gift = &Gift{Paper: "plain", Names: []string{" "}}
		},
		"take a voucher (VOUCHER)": func(r *OrderRequest) { r.Count, r.Gift = 11, &Gift{Paper: "plain"} },
	} {
		req := &OrderRequest{ISBN: "9783161484100", Count: 1}
		change(req)
		_, err := c.Order(t.Context(), req)
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
		if !strings.Contains(string(text), want) {
			t.Errorf("docs/validation.md does not have %s", want)
		}
	}
	if _, err := c.Order(t.Context(), &OrderRequest{ISBN: "9783161484100", Count: 1}); err != nil {
		t.Error(err)
	}
	_, err = c.Search(t.Context(), "go", 1)
	var e *runtime.Error
	if !errors.As(err, &e) || e.Type != runtime.ServerError || e.Code != runtime.CodeInputData {
		t.Errorf("got %v", err)
	}
}

// TestSnippets checks that the Go code of docs/validation.md stands in this package, line
// by line, and so is compiled.
func TestSnippets(t *testing.T) {
	text, err := os.ReadFile("../../../docs/validation.md")
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for _, name := range []string{"shop.go", "shop_check.gen.go"} {
		code, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source.WriteString("\n" + flat(string(code)) + "\n")
	}
	snippets := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(snippets) < 4 {
		t.Fatalf("docs/validation.md has %d pieces of Go, which cannot be all", len(snippets))
	}
	for _, s := range snippets {
		if !strings.Contains(source.String(), "\n"+flat(s[1])+"\n") {
			t.Errorf("this code of docs/validation.md is not in testdata/docs/validation:\n%s", s[1])
		}
	}
}

// flat drops indentation and empty lines.
func flat(code string) string {
	var lines []string
	for line := range strings.Lines(code) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
