// Package deep is known to embedded through base only.
package deep

import "context"

// A Status tells how a service is.
type Status string

// Health tells how a service is.
type Health interface {
	// Status returns the status of a part.
	Status(ctx context.Context, part string) (Status, error)
}
