package rules

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
	"github.com/rpcgen/rpcgen/testdata/golden/rules/parts"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

// A shop counts the calls that have reached it.
type shop struct{ calls atomic.Int64 }

func (s *shop) Order(_ context.Context, req *OrderRequest) (*OrderResponse, error) {
	s.calls.Add(1)
	return &OrderResponse{Count: req.Count}, nil
}
func (s *shop) Again(ctx context.Context, req OrderRequest) (*OrderResponse, error) {
	return s.Order(ctx, &req)
}
func (s *shop) Ping(context.Context, *PingRequest) (*PingResponse, error) {
	s.calls.Add(1)
	return nil, nil
}
func (s *shop) Borrow(_ context.Context, _ string, days int, _ Item, _ *string, _ ...Name) (int, error) {
	return days, s.done()
}
func (s *shop) One(context.Context, string) error                 { return s.done() }
func (s *shop) done() error                                       { s.calls.Add(1); return nil }
func (s *shop) Kinds(context.Context, Kinds) error                { return s.done() }
func (s *shop) Maybe(context.Context, Maybe) error                { return s.done() }
func (s *shop) Deep(context.Context, *Deep) error                 { return s.done() }
func (s *shop) Tree(context.Context, Tree) error                  { return s.done() }
func (s *shop) Free(_ context.Context, name string) (Free, error) { return Free{name}, s.done() }

// A row is a request, and what it is refused with, if it is.
type row struct {
	method, body, message string
}

// rows returns the table in ts/roundtrip.ts.
func rows(t *testing.T) []row {
	t.Helper()
	text, err := os.ReadFile("ts/roundtrip.ts")
	if err != nil {
		t.Fatal(err)
	}
	own, _, ok := strings.Cut(string(text), "// End of what they read.\n")
	if !ok {
		t.Fatal("the table has no end")
	}
	rest := map[string]map[string]any{}
	for line := range strings.Lines(own) {
		name, body, ok := strings.Cut(strings.TrimSuffix(strings.TrimSpace(line), ","), ": {")
		if ok && strings.HasPrefix(line, "  ") && !strings.HasPrefix(line, "  [") {
			fields := map[string]any{}
			if err := json.Unmarshal([]byte("{"+body), &fields); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			rest[name] = fields
		}
	}
	var list []row
	for line := range strings.Lines(own) {
		if !strings.HasPrefix(line, "  [") {
			continue
		}
		var columns [3]json.RawMessage
		var method, message string
		value := map[string]any{}
		err := json.Unmarshal([]byte(strings.TrimSuffix(strings.TrimSpace(line), ",")), &columns)
		for i, to := range []any{&method, &value, &message} {
			err = errors.Join(err, json.Unmarshal(columns[i], to))
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		for name, v := range rest[method] {
			if _, ok := value[name]; !ok {
				value[name] = v
			}
		}
		body, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, row{method, string(body), message})
	}
	if len(list) < 50 || len(rest) != 3 {
		t.Fatalf("the table has %d rows, and %d methods with more", len(list), len(rest))
	}
	return list
}

// call calls the method of a row.
func (r row) call(ctx context.Context, c *ShopClient) error {
	var err error
	ask := func(into any) bool {
		err = json.Unmarshal([]byte(r.body), into)
		return err == nil
	}
	var order OrderRequest
	var kinds Kinds
	var maybe Maybe
	var deep Deep
	var tree Tree
	var borrow ShopBorrowRequest
	var one ShopOneRequest
	switch r.method {
	case "Order":
		if ask(&order) {
			_, err = c.Order(ctx, &order)
		}
	case "Again":
		if ask(&order) {
			_, err = c.Again(ctx, order)
		}
	case "Kinds":
		if ask(&kinds) {
			err = c.Kinds(ctx, kinds)
		}
	case "Maybe":
		if ask(&maybe) {
			err = c.Maybe(ctx, maybe)
		}
	case "Deep":
		if ask(&deep) {
			err = c.Deep(ctx, &deep)
		}
	case "Borrow":
		if ask(&borrow) {
			_, err = c.Borrow(ctx, borrow.ISBN, borrow.Days, borrow.Item, borrow.Note, borrow.Names...)
		}
	case "One":
		if ask(&one) {
			err = c.One(ctx, one.State)
		}
	case "Tree":
		if ask(&tree) {
			err = c.Tree(ctx, tree)
		}
	default:
		err = errors.New("there is no method " + r.method)
	}
	return err
}

// everywhere runs a test with a client for each way to reach a server with sessions,
// and with what says whether the last call has reached the handler, and got a session.
func everywhere(t *testing.T, test func(t *testing.T, c *ShopClient, reached func() bool)) {
	ways := map[string]func(*testing.T, *runtime.Server, cookie.Jar) *runtime.Client{
		"http": func(t *testing.T, server *runtime.Server, jar cookie.Jar) *runtime.Client {
			web := serve(t, server)
			client, err := httprpc.NewClient(web.URL, httprpc.WithHTTPClient(web.Client()), httprpc.WithJar(jar))
			if err != nil {
				t.Fatal(err)
			}
			return client
		},
		"inproc": func(_ *testing.T, server *runtime.Server, jar cookie.Jar) *runtime.Client {
			return inproc.NewClient(server, inproc.WithJar(jar))
		},
		"direct": func(_ *testing.T, server *runtime.Server, jar cookie.Jar) *runtime.Client {
			return inproc.NewClient(server, inproc.WithJar(jar), inproc.Direct())
		},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			store := memstore.New()
			t.Cleanup(func() { _ = store.Close() })
			sessions := session.NewManager(store)
			t.Cleanup(func() { _ = sessions.Close(context.Background()) })
			impl := &shop{}
			var intercepted atomic.Int64
			server := runtime.NewServer(sessions.Flow(), runtime.WithInterceptors(func(next runtime.CallFunc) runtime.CallFunc {
				return func(ctx context.Context, call *runtime.Call) error {
					intercepted.Add(1)
					return next(ctx, call)
				}
			}))
			RegisterShop(server, impl)
			jar := &forgetful{}
			client := way(t, server, jar)
			test(t, NewShopClient(client), func() bool {
				t.Helper()
				calls, begun, ids := impl.calls.Swap(0), intercepted.Swap(0), jar.ids.Swap(0)
				if calls != begun || calls != ids {
					t.Errorf("%d calls have reached the handler, %d the interceptors, and %d got a session", calls, begun, ids)
				}
				return calls > 0
			})
		})
	}
}

// A forgetful jar keeps nothing, and counts the session ids that it is given.
type forgetful struct{ ids atomic.Int64 }

func (*forgetful) Load(context.Context, string) (*runtime.Cookie, error) { return nil, nil }

func (j *forgetful) Merge(_ context.Context, _ string, _, got *runtime.Cookie) error {
	if got != nil && got.SessionID != "" {
		j.ids.Add(1)
	}
	return nil
}

func serve(t *testing.T, server *runtime.Server) *httptest.Server {
	handler, err := httprpc.NewHandler(server)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(handler)
	t.Cleanup(web.Close)
	return web
}

// What breaks a rule is refused with TSRPC's error, before there is a call: no handler
// and no interceptor runs, and no session begins.
func TestRules(t *testing.T) {
	t.Parallel()
	list := rows(t)
	everywhere(t, func(t *testing.T, c *ShopClient, reached func() bool) {
		for _, r := range list {
			err := r.call(t.Context(), c)
			if reached() != (r.message == "") {
				t.Errorf("%s %s: the call has reached the handler: %t", r.method, r.body, r.message != "")
			}
			expect(t, r.method+" "+r.body, err, r.message, runtime.ServerError, runtime.CodeInputData)
		}
	})
}

// expect expects a refusal, or none for the message "".
func expect(t *testing.T, what string, err error, message string, kind runtime.ErrorType, code any) {
	t.Helper()
	e, ok := errors.AsType[*runtime.Error](err)
	switch {
	case err == nil && message == "":
	case !ok || e.Message != message || e.Type != kind || e.Code != code:
		t.Errorf("%s is refused with\n%#v, want\n%s", what, err, message)
	}
}

// Methods Validate are called after the rules, where their values are.
func TestValidate(t *testing.T) {
	t.Parallel()
	order := func(count int, codes ...parts.Code) func(*ShopClient) error {
		req := &OrderRequest{ISBN: "978-3-1", Count: count}
		for _, code := range codes {
			req.Items = append(req.Items, Item{Title: "t", Price: parts.Price{Currency: "EUR"}, Code: code})
		}
		return func(c *ShopClient) error {
			_, err := c.Order(t.Context(), req)
			return err
		}
	}
	deep := func(change func(*Deep)) func(*ShopClient) error {
		d := &Deep{Base: Base{Owner: "o"}}
		d.Address.Zip = "12345"
		change(d)
		return func(c *ShopClient) error { return c.Deep(t.Context(), d) }
	}
	maybe := func(codes ...parts.Code) func(*ShopClient) error {
		return func(c *ShopClient) error { return c.Maybe(t.Context(), Maybe{Codes: (*NewCodes)(&codes)}) }
	}
	whole := func(item Item) func(*ShopClient) error {
		return func(c *ShopClient) error { return c.Maybe(t.Context(), Maybe{Whole: item}) }
	}
	ping := func(word string) func(*ShopClient) error {
		return func(c *ShopClient) error {
			_, err := c.Ping(t.Context(), &PingRequest{Word: word})
			return err
		}
	}
	const odd = "a code has an even number of digits"
	tests := []struct {
		name    string
		call    func(*ShopClient) error
		message string
		kind    runtime.ErrorType
		code    any
	}{
		{"envelope", order(13), "nobody orders 13", runtime.ServerError, runtime.CodeInputData},
		{"rules first", order(13, "1"), "Property `items.0.code`: " + odd, runtime.ServerError, runtime.CodeInputData},
		{"own error", order(14), "sold out", runtime.APIError, "SOLD_OUT"},
		{"panic", order(15), "Internal Server Error", runtime.ServerError, runtime.CodeInternal},
		{"fine", order(1, "12"), "", "", nil},
		{"left out", order(1, ""), "", "", nil},
		{"alone", ping("pong"), "say ping", runtime.ServerError, runtime.CodeInputData},
		{"alone, fine", ping("ping"), "", "", nil},
		{"embedded", deep(func(d *Deep) { d.Owner = "nobody" }), "nobody owns nothing", runtime.ServerError, runtime.CodeInputData},
		{"element", deep(func(d *Deep) { d.Codes = []parts.Code{"12", "1"} }), "Property `codes.1`: " + odd, runtime.ServerError, runtime.CodeInputData},
		{"in a map", deep(func(d *Deep) {
			d.ByID = map[int][]Item{-3: {{Title: "t", Price: parts.Price{Currency: "EUR"}, Code: "1"}}}
		}), "Property `byID.-3.0.code`: " + odd, runtime.ServerError, runtime.CodeInputData},
		{"list, element", maybe("12", "1"), "Property `codes.1`: " + odd, runtime.ServerError, runtime.CodeInputData},
		{"list", maybe("12", "12"), "Property `codes`: the codes are equal", runtime.ServerError, runtime.CodeInputData},
		{"omitzero", whole(Item{}), "", "", nil},
		{"omitzero, there", whole(Item{Price: parts.Price{Cents: 1}}), "Property `whole.title`: Must have at least 1 character.", runtime.ServerError, runtime.CodeInputData},
		{"list, fine", maybe("12", "34"), "", "", nil},
	}
	everywhere(t, func(t *testing.T, c *ShopClient, reached func() bool) {
		for _, test := range tests {
			err := test.call(c)
			if reached() != (test.message == "") {
				t.Errorf("%s: the call has reached the handler: %t", test.name, test.message != "")
			}
			expect(t, test.name, err, test.message, test.kind, test.code)
		}
	})
}

// A refusal is an answer like those of TSRPC, down to the status.
func TestWire(t *testing.T) {
	t.Parallel()
	server := runtime.NewServer()
	RegisterShop(server, &shop{})
	web := serve(t, server)
	const invalid = `"type":"ServerError","code":"INPUT_DATA_ERR"}}`
	for body, want := range map[string]string{
		`{"isbn":"978-3-1","count":0,"items":[]}`:  "200 " + `{"isSucc":false,"err":{"message":"Property ` + "`count`" + `: Must be at least 1.",` + invalid,
		`{"isbn":"978-3-1","count":13,"items":[]}`: "200 " + `{"isSucc":false,"err":{"message":"nobody orders 13",` + invalid,
		`{"isbn":"978-3-1","count":14,"items":[]}`: "200 " + `{"isSucc":false,"err":{"message":"sold out","type":"ApiError","code":"SOLD_OUT"}}`,
		`{"isbn":"978-3-1","count":15,"items":[]}`: "500 " + `{"isSucc":false,"err":{"message":"Internal Server Error","type":"ServerError","code":"INTERNAL_ERR"}}`,
	} {
		res, err := web.Client().Post(web.URL+"/Shop/Order", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		got := &bytes.Buffer{}
		_, err = got.ReadFrom(res.Body)
		_ = res.Body.Close()
		if got := strings.TrimSuffix(res.Status, " "+http.StatusText(res.StatusCode)) + " " + got.String(); err != nil || got != want {
			t.Errorf("%s:\n%s %v, want\n%s", body, got, err, want)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	roundtrip.Run(t, RegisterShop, Shop(&shop{}), NewShopClient, func(t *testing.T, c *ShopClient) {
		res, err := c.Order(t.Context(), &OrderRequest{ISBN: "978-3-1", Count: 2})
		roundtrip.Same(t, err, res.Count, 2)
		free, err := c.Free(t.Context(), "long")
		roundtrip.Same(t, err, free, Free{"long"})
	})
}
