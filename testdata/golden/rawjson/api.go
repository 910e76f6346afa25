// Package rawjson has values whose shape is not known before: any,
// json.RawMessage and json.Number.
package rawjson

import (
	"context"
	"encoding/json"
)

//go:generate go tool rpcgen

// An Event has them as fields.
type Event struct {
	Raw     json.RawMessage            `json:"raw"`
	Ptr     *json.RawMessage           `json:"ptr"`
	Any     any                        `json:"any"`
	Number  json.Number                `json:"number"`
	Raws    []json.RawMessage          `json:"raws"`
	Objects map[string]any             `json:"objects"`
	ByName  map[string]json.RawMessage `json:"byName"`
	Empty   interface{}                `json:"empty,omitempty"`
}

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	Raw(ctx context.Context, v json.RawMessage) (json.RawMessage, error)
	Any(ctx context.Context, v any) (any, error)
	Anys(ctx context.Context, v []any) ([]any, error)
	Object(ctx context.Context, v map[string]any) (map[string]any, error)
	Number(ctx context.Context, v json.Number) (json.Number, error)
	Event(ctx context.Context, v Event) (Event, error)
	Many(ctx context.Context, raw json.RawMessage, value any) (json.RawMessage, any, error)
}
