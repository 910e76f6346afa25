// Package wrappers holds the code that docs/fakes-and-wrappers.md shows, so that it is
// compiled and run.
package wrappers

import (
	"context"
	"log/slog"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/wrap"
)

//go:generate go tool rpcgen -fake -wrap retry,cache,log

// A Library lends books.
type Library interface {
	// Find returns a book's title.
	//
	//rpcgen:idempotent
	//rpcgen:cache 30s
	Find(ctx context.Context, isbn string) (title string, err error)
	// Borrow lends the book to whoever calls.
	Borrow(ctx context.Context, isbn string, days int) (due time.Time, err error)
}

// A Desk is what is tested: it uses a Library.
type Desk struct{ library Library }

// Lend lends all of the books.
func (d *Desk) Lend(ctx context.Context, isbns ...string) error {
	for _, isbn := range isbns {
		if _, err := d.library.Borrow(ctx, isbn, 28); err != nil {
			return err
		}
	}
	return nil
}

// Dial returns a library that is called over client.
func Dial(client *runtime.Client) Library {
	var library Library = NewLibraryClient(client)
	library = NewLibraryLog(library, wrap.LogOptions{})
	library = NewLibraryRetry(library, wrap.RetryOptions{Attempts: 5})
	library = NewLibraryCache(library, wrap.CacheOptions{MaxEntries: 10_000})
	return library
}

// Quiet logs to logger, and what succeeds as details only.
func Quiet(library Library, logger *slog.Logger) Library {
	return NewLibraryLog(library, wrap.LogOptions{
		Logger: logger,
		Level: func(err error) slog.Level {
			if err == nil {
				return slog.LevelDebug
			}
			return wrap.Level(err)
		},
	})
}

// Stubborn repeats also what failed because the session was changed by others.
func Stubborn(library Library) Library {
	return NewLibraryRetry(library, wrap.RetryOptions{
		BaseDelay: 20 * time.Millisecond,
		Retryable: func(err error) bool {
			return wrap.Retryable(err) || runtime.CodeOf(err) == runtime.CodeConflict
		},
	})
}
