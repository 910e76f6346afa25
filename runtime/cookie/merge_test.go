package cookie

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"testing/quick"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// cookieOf reads a cookie from JSON; "" and "null" are no cookie.
func cookieOf(t testing.TB, text string) *runtime.Cookie {
	t.Helper()
	if text == "" {
		return nil
	}
	var c *runtime.Cookie
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return c
}

// text shows a cookie as JSON, "" for none.
func text(t testing.TB, c *runtime.Cookie) string {
	t.Helper()
	if c == nil {
		return ""
	}
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestMerge(t *testing.T) {
	for _, c := range []struct{ name, base, theirs, ours, want string }{
		{"nothing", "", "", "", ""},
		{"no answer", `{"a":1}`, "", `{"b":2}`, `{"b":2}`},
		{"first id", "", `{"sessionId":"s1"}`, "", `{"sessionId":"s1"}`},
		{"an empty answer is stored", "", `{}`, "", `{}`},
		{"echo", `{"sessionId":"s1","a":1}`, `{"sessionId":"s1","a":1}`, `{"sessionId":"s1","a":1}`, `{"a":1,"sessionId":"s1"}`},
		{"set", `{"sessionId":"s1"}`, `{"sessionId":"s1","a":1}`, `{"sessionId":"s1"}`, `{"a":1,"sessionId":"s1"}`},
		{"change", `{"a":1}`, `{"a":2}`, `{"a":1}`, `{"a":2}`},
		{"delete", `{"a":1,"b":2}`, `{"b":2}`, `{"a":1,"b":2}`, `{"b":2}`},
		{"clear", `{"sessionId":"s1","a":1}`, `{}`, `{"sessionId":"s1","a":1}`, `{}`},
		{"clear keeps what came meanwhile", `{"a":1}`, `{}`, `{"a":1,"b":2}`, `{"b":2}`},
		{"a slow echo undoes no set", `{}`, `{}`, `{"a":1}`, `{"a":1}`},
		{"a slow echo undoes no clear", `{"a":1}`, `{"a":1}`, `{}`, `{}`},
		{"a slow echo undoes no login", `{"sessionId":"s1"}`, `{"sessionId":"s1"}`, `{"sessionId":"s2"}`, `{"sessionId":"s2"}`},
		{"renew", `{"sessionId":"s1"}`, `{"sessionId":"s2"}`, `{"sessionId":"s1"}`, `{"sessionId":"s2"}`},
		{"two renew", `{"sessionId":"s1"}`, `{"sessionId":"s3"}`, `{"sessionId":"s2"}`, `{"sessionId":"s2"}`},
		{"a retired id goes", `{"sessionId":"s1"}`, `{"a":1}`, `{"sessionId":"s1"}`, `{"a":1}`},
		{"a retired id's answer leaves the new one", `{"sessionId":"s1"}`, `{}`, `{"sessionId":"s2"}`, `{"sessionId":"s2"}`},
		{"two first calls", "", `{"sessionId":"s2"}`, `{"sessionId":"s1"}`, `{"sessionId":"s1"}`},
		{"null is a value", `{}`, `{"a":null}`, `{}`, `{"a":null}`},
		{"from null to absent", `{"a":null}`, `{}`, `{"a":null}`, `{}`},
		{"deep, unchanged", `{"a":{"x":[1,{"y":null}]}}`, `{"a":{"x":[1,{"y":null}]}}`, `{"a":3}`, `{"a":3}`},
		{"deep, changed", `{"a":{"x":[1,{"y":null}]}}`, `{"a":{"x":[1,{}]}}`, `{"a":3}`, `{"a":{"x":[1,{}]}}`},
		{"names of JavaScript's are names", `{}`, `{"__proto__":{"p":1},"constructor":2}`, `{"toString":3}`, `{"__proto__":{"p":1},"constructor":2,"toString":3}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			base, theirs, ours := cookieOf(t, c.base), cookieOf(t, c.theirs), cookieOf(t, c.ours)
			if got := text(t, Merge(base, theirs, ours)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if text(t, base) != text(t, cookieOf(t, c.base)) || text(t, theirs) != text(t, cookieOf(t, c.theirs)) || text(t, ours) != text(t, cookieOf(t, c.ours)) {
				t.Error("an argument was changed")
			}
		})
	}
}

// What has not travelled yet is compared by what it will be.
func TestSameJSON(t *testing.T) {
	type point struct{ X, Y int }
	type word string
	day := time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC)
	same := [][2]any{
		{nil, nil}, {1, 1.0}, {int64(7), uint8(7)}, {float32(0.5), 0.5}, {json.Number("1.0"), 1},
		{[]string{"a"}, []any{"a"}}, {[]any(nil), []any{}}, {map[string]any(nil), map[string]any{}},
		{map[string]int{"a": 1}, map[string]any{"a": 1.0}}, {point{1, 2}, map[string]any{"X": 1.0, "Y": 2}},
		{word("a"), "a"}, {day, "2024-01-02T00:00:00Z"}, {[]any{1, point{}}, []any{1.0, point{}}}, {0.0, math.Copysign(0, -1)},
		{(*point)(nil), nil}, {time.Second, 1e9},
	}
	for _, c := range same {
		if !sameJSON(c[0], c[1]) || !sameJSON(c[1], c[0]) {
			t.Errorf("%#v and %#v differ", c[0], c[1])
		}
	}
	differ := [][2]any{
		{nil, false}, {nil, ""}, {nil, 0}, {1, "1"}, {1, true}, {int64(1)<<53 + 1, int64(1) << 53}, {[]any{}, map[string]any{}},
		{[]any{1}, []any{1, 2}}, {map[string]any{"a": nil}, map[string]any{}}, {point{1, 2}, point{2, 1}},
		{uint64(math.MaxUint64), -1}, {math.NaN(), math.NaN()}, {make(chan int), 1}, {"a", []any{"a"}},
	}
	for _, c := range differ {
		if sameJSON(c[0], c[1]) || sameJSON(c[1], c[0]) {
			t.Errorf("%#v and %#v are the same", c[0], c[1])
		}
	}
}

func TestMergeSharesNothing(t *testing.T) {
	theirs, ours := cookieOf(t, `{"a":{"x":[1]}}`), cookieOf(t, `{"b":{"x":[1]}}`)
	out := Merge(nil, theirs, ours)
	for _, key := range []string{"a", "b"} {
		m := out.Values[key].(map[string]any)
		m["x"].([]any)[0] = 2.0
		m["y"] = true
	}
	if text(t, theirs) != `{"a":{"x":[1]}}` || text(t, ours) != `{"b":{"x":[1]}}` {
		t.Errorf("the result shares values: %s, %s", text(t, theirs), text(t, ours))
	}
}

// Any interleaving of calls that set keys of their own ends with all the keys,
// whatever the order in which their answers come.
func TestDisjointCallsKeepAllKeys(t *testing.T) {
	property := func(seed uint64, size uint8) bool {
		r := rand.New(rand.NewPCG(seed, 1))
		calls := int(size%12) + 1
		var jar *runtime.Cookie
		type call struct{ sent, got *runtime.Cookie }
		var flying []call
		for started := 0; started < calls || len(flying) > 0; {
			if started < calls && (len(flying) == 0 || r.IntN(2) == 0) {
				sent := jar.Clone()
				got := orEmpty(sent.Clone())
				got.Values = with(got.Values, fmt.Sprint("key", started), float64(started))
				flying = append(flying, call{sent, got})
				started++
				continue
			}
			i := r.IntN(len(flying))
			jar = Merge(flying[i].sent, flying[i].got, jar)
			flying = append(flying[:i], flying[i+1:]...)
		}
		for i := range calls {
			if jar.Values[fmt.Sprint("key", i)] != float64(i) {
				return false
			}
		}
		return len(jar.Values) == calls
	}
	if err := quick.Check(property, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}

func with(values map[string]any, key string, value any) map[string]any {
	out := map[string]any{key: value}
	for k, v := range values {
		if k != key {
			out[k] = v
		}
	}
	return out
}

// Calls that echo the id they were sent, and calls that renew it, in any order:
// once the jar has left an id it never has that id again.
func TestRenewedIDNeverReverts(t *testing.T) {
	property := func(seed uint64) bool {
		r := rand.New(rand.NewPCG(seed, 2))
		jar := &runtime.Cookie{SessionID: "0"}
		type call struct{ sent, got *runtime.Cookie }
		var flying []call
		left := map[string]bool{}
		for step := range 60 {
			if len(flying) == 0 || r.IntN(2) == 0 {
				c := call{sent: jar.Clone(), got: jar.Clone()}
				switch r.IntN(4) {
				case 0:
					c.got.SessionID = fmt.Sprint(step + 1)
				case 1:
					c.got = &runtime.Cookie{} // cleared, or retired
				}
				flying = append(flying, c)
				continue
			}
			i := r.IntN(len(flying))
			next := Merge(flying[i].sent, flying[i].got, jar)
			flying = append(flying[:i], flying[i+1:]...)
			if next.SessionID != jar.SessionID && jar.SessionID != "" {
				left[jar.SessionID] = true
			}
			jar = next
			if left[jar.SessionID] {
				return false
			}
		}
		return true
	}
	if err := quick.Check(property, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}

func FuzzMerge(f *testing.F) {
	f.Add(`{"sessionId":"a","k":1}`, `{"sessionId":"b"}`, `{"sessionId":"a","k":2,"l":[null]}`)
	f.Add(``, `{"__proto__":{"polluted":true}}`, `{}`)
	f.Add(`null`, `{}`, ``)
	f.Add(`{"a":{"b":[1,2.5e3,"x"]}}`, `{"a":{"b":[1,2500,"x"]}}`, `{"a":0}`)
	f.Fuzz(func(t *testing.T, base, theirs, ours string) {
		var cookies [3]*runtime.Cookie
		for i, s := range []string{base, theirs, ours} {
			if s != "" && json.Unmarshal([]byte(s), &cookies[i]) != nil {
				t.Skip()
			}
		}
		b, th, o := cookies[0], cookies[1], cookies[2]
		out := Merge(b, th, o)
		checkMerge(t, b, th, o, out)
		if th != nil && !sameCookie(Merge(b, th, out), out) {
			t.Error("the same answer twice changes the jar again")
		}
		if !sameCookie(Merge(b, b, o), o) && b != nil && o != nil {
			t.Error("an echo changes the jar")
		}
	})
}

// checkMerge says of every key where its value must come from.
func checkMerge(t *testing.T, base, theirs, ours, out *runtime.Cookie) {
	t.Helper()
	if theirs == nil {
		if !sameCookie(out, ours) {
			t.Errorf("no answer changed %s to %s", text(t, ours), text(t, out))
		}
		return
	}
	keys := map[string]bool{}
	for _, c := range []*runtime.Cookie{base, theirs, ours, out} {
		for key := range orEmpty(c).Values {
			keys[key] = true
		}
	}
	for key := range keys {
		from := ours
		if !unchanged(base, theirs, key) && (lookup(base, key) != nil || lookup(theirs, key) != nil) {
			from = theirs
		}
		if !unchanged(from, out, key) && (lookup(from, key) != nil || lookup(out, key) != nil) {
			t.Errorf("%q is wrong in %s, from %s, %s and %s", key, text(t, out), text(t, base), text(t, theirs), text(t, ours))
		}
	}
	want := orEmpty(ours).SessionID
	if want == orEmpty(base).SessionID {
		want = theirs.SessionID
	}
	if out.SessionID != want {
		t.Errorf("the session id is %q, want %q", out.SessionID, want)
	}
}
