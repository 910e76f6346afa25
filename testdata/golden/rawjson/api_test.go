package rawjson

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Raw(_ context.Context, v json.RawMessage) (json.RawMessage, error)  { return v, nil }
func (impl) Any(_ context.Context, v any) (any, error)                          { return v, nil }
func (impl) Anys(_ context.Context, v []any) ([]any, error)                     { return v, nil }
func (impl) Object(_ context.Context, v map[string]any) (map[string]any, error) { return v, nil }
func (impl) Number(_ context.Context, v json.Number) (json.Number, error)       { return v, nil }
func (impl) Event(_ context.Context, v Event) (Event, error)                    { return v, nil }
func (impl) Many(_ context.Context, raw json.RawMessage, v any) (json.RawMessage, any, error) {
	return raw, v, nil
}

func TestEcho(t *testing.T) {
	roundtrip.Run(t, RegisterEcho, Echo(impl{}), NewEchoClient, func(t *testing.T, c *EchoClient) {
		roundtrip.Echo(t, c.Raw, nil, json.RawMessage(`{"a":[1,2.50,"<&>"],"b":null}`), json.RawMessage(`"text"`), json.RawMessage(`0`))
		roundtrip.Echo(t, c.Any, nil, any("text"), any(true), any(0.1), any([]any{}), any(map[string]any{"a": []any{nil, map[string]any{}}}))
		roundtrip.Echo(t, c.Anys, []any{}, []any{nil, 1.0, "a", []any{}, map[string]any{}})
		roundtrip.Echo(t, c.Object, map[string]any{}, map[string]any{"a": 1.0, "b": map[string]any{"c": nil}})
		roundtrip.Echo(t, c.Number, json.Number("12345678901234567890.5e-7"))

		// An any has no memory of the type that was put in.
		roundtrip.Becomes(t, c.Any, any(7), any(7.0))
		roundtrip.Becomes(t, c.Any, any(struct{ A []byte }{}), any(map[string]any{"A": ""}))

		roundtrip.Becomes(t, c.Event,
			Event{Number: "0"},
			Event{Number: "0", Raws: []json.RawMessage{}, Objects: map[string]any{}, ByName: map[string]json.RawMessage{}})
		raw := json.RawMessage(`[1]`)
		roundtrip.Echo(t, c.Event, Event{
			Raw: json.RawMessage(`{}`), Ptr: &raw, Any: "a", Number: "1.50", Raws: []json.RawMessage{json.RawMessage(`1`), json.RawMessage(`"a"`)},
			Objects: map[string]any{"a": []any{1.0}}, ByName: map[string]json.RawMessage{"a": json.RawMessage(`[]`)}, Empty: "e",
		})

		out, value, err := c.Many(t.Context(), raw, map[string]any{"x": "y"})
		roundtrip.Same(t, err, roundtrip.List{out, value}, roundtrip.List{raw, map[string]any{"x": "y"}})
		out, value, err = c.Many(t.Context(), nil, nil)
		roundtrip.Same(t, err, roundtrip.List{out, value}, roundtrip.List{json.RawMessage(nil), nil})
	})
}
