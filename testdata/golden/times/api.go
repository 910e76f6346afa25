// Package times has points in time and durations.
package times

import (
	"context"
	"time"
)

//go:generate go tool rpcgen

// A Wait is a duration with a name of its own.
type Wait time.Duration

// An Event has times as fields.
type Event struct {
	At    time.Time                   `json:"at"`
	Until *time.Time                  `json:"until,omitempty"`
	Maybe time.Time                   `json:"maybe,omitzero"`
	Takes time.Duration               `json:"takes"`
	Wait  Wait                        `json:"wait"`
	All   []time.Time                 `json:"all"`
	By    map[string]time.Duration    `json:"by"`
	Keys  map[time.Duration]time.Time `json:"keys"`
}

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	Time(ctx context.Context, v time.Time) (time.Time, error)
	Pointer(ctx context.Context, v *time.Time) (*time.Time, error)
	Duration(ctx context.Context, v time.Duration) (time.Duration, error)
	Wait(ctx context.Context, v Wait) (Wait, error)
	Event(ctx context.Context, v Event) (Event, error)
	Between(ctx context.Context, from, to time.Time) (time.Duration, error)
}
