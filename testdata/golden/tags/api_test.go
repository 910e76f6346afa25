package tags

import (
	"context"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Form(_ context.Context, v Form) (Form, error)                  { return v, nil }
func (impl) Forms(_ context.Context, v []Form, n int) ([]Form, int, error) { return v, n, nil }
func (impl) Cases(_ context.Context, v Cases) (Cases, error)               { return v, nil }
func (impl) Clash(_ context.Context, v Clash) (Clash, error)               { return v, nil }

func TestEcho(t *testing.T) {
	roundtrip.Run(t, RegisterEcho, Echo(impl{}), NewEchoClient, func(t *testing.T, c *EchoClient) {
		one, small := 1, uint8(2)
		full := Form{
			Untagged: 1, Named: "n", Empty: "e", EmptyList: []int{1}, EmptyMap: map[string]int{"a": 1}, EmptyPtr: &one,
			Zero: time.Unix(1, 0).UTC(), ZeroOwn: Options{true}, ZeroList: []int{}, Both: []string{"b"},
			Quoted: 1 << 62, QuotedF: 0.1, QuotedB: true, QuotedS: `"q"`, QuotedP: &small, NotQuoted: []int{1},
			Dash: "d", Default: "x", Odd: "o", Bad: "b", Other: "t", Unknown: true,
		}
		roundtrip.Echo(t, c.Form, full)
		roundtrip.Becomes(t, c.Form, Form{}, Form{NotQuoted: []int{}})

		// Empty lists that are left out come back nil.
		roundtrip.Becomes(t, c.Form,
			Form{EmptyList: []int{}, EmptyMap: map[string]int{}, Both: []string{}, NotQuoted: []int{}},
			Form{NotQuoted: []int{}})

		// What has "-" for a name or is not exported stays behind.
		roundtrip.Becomes(t, c.Form, Form{Skipped: "s", own: 1, NotQuoted: []int{}}, Form{NotQuoted: []int{}})

		list, n, err := c.Forms(t.Context(), []Form{full}, 2)
		roundtrip.Same(t, err, roundtrip.List{list, n}, roundtrip.List{[]Form{full}, 2})

		roundtrip.Echo(t, c.Cases, Cases{"a", "b", "c"})
		roundtrip.Becomes(t, c.Clash, Clash{1, 2, 3}, Clash{A: 1, Rest: 3})
	})
}
