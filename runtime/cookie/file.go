package cookie

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	goruntime "runtime"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// The errors of a [File] that a program may want to tell apart. All of them say
// which file it is and what to do.
var (
	// ErrUnsafe is a file that cannot be trusted with session ids: others may
	// read it or replace it, it belongs to somebody else, or it is a link or no
	// plain file.
	ErrUnsafe = errors.New("the file is not safe")
	// ErrLocked is a file that other programs have used for all of [LockWait].
	ErrLocked = errors.New("the file is in use")
	// ErrFormat is a file that is too large, or that a newer version wrote.
	ErrFormat = errors.New("the file cannot be used")
)

// A File is a [Jar] in a file, for programs that start and end: what one run has
// stored, the next one sends. Several programs may use one file at once.
//
// The file is of the user alone (mode 0600), and one that others may read is
// refused, as is a link. So is one in a directory that others may write, or that
// belongs to another user than this one and root; a directory for all with the
// sticky bit, such as /tmp, will do. The file is replaced as a whole, so that whoever reads it and
// whoever is killed leaves the old state or the new one, on the disk when Merge
// returns. Beside it lies a lock, the file's name and ".lock", which stays.
//
// A file that is damaged is put aside, under its name and ".bad-" with the time.
// The operation that found it goes on with an empty jar, and the [Logger] is told.
//
// Lifetimes go by the clock on the wall. When that is set back, the next answer
// brings every expiry to where it can be at most.
type File struct {
	opts *options
	path string
	turn chan struct{} // holds one token: whose turn it is in this program
	sync func(*os.File) error
}

// NewFile returns a jar in the file at path. The file is made with the first
// cookie, the directory (mode 0700) at once. NewFile fails if the file
// is one that a [File] refuses, and where the system has no file locks, which is
// the case in browsers.
func NewFile(path string, opts ...Option) (*File, error) {
	if !canLock {
		return nil, fmt.Errorf("cookie jar %s: there are no file locks on %s, use NewMemory: %w",
			path, goruntime.GOOS, errors.ErrUnsupported)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("cookie jar %s: %w", path, err)
	}
	f := &File{opts: newOptions(opts), path: abs, turn: make(chan struct{}, 1), sync: (*os.File).Sync}
	f.turn <- struct{}{}
	if err := os.MkdirAll(filepath.Dir(abs), 0o700); err != nil {
		return nil, f.wrap(err)
	}
	if _, err := f.read(); err != nil && !errors.Is(err, errDamaged) {
		return nil, f.wrap(err) // a damaged one is put aside at the first use
	}
	return f, nil
}

// wrap says which jar an error is of.
func (f *File) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("cookie jar %s: %w", f.path, err)
}

// Load implements [Jar].
func (f *File) Load(ctx context.Context, origin string) (*runtime.Cookie, error) {
	entries, err := f.current(ctx)
	if err != nil {
		return nil, f.wrap(err)
	}
	return entries[origin].live(wallClock()), nil
}

// current returns what the file holds now.
func (f *File) current(ctx context.Context) (map[string]*entry, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !lockToRead {
		entries, err := f.read()
		if !errors.Is(err, errDamaged) {
			return entries, err
		}
	}
	var entries map[string]*entry
	err := f.locked(ctx, func() (err error) {
		entries, err = f.readOrPutAside()
		return err
	})
	return entries, err
}

// Merge implements [Jar]. An answer that changes nothing writes nothing.
func (f *File) Merge(ctx context.Context, origin string, sent, got *runtime.Cookie) error {
	if err := ctx.Err(); err != nil {
		return f.wrap(err)
	}
	if got == nil || f.opts.lifetime == 0 && len(f.opts.keys) == 0 && sameCookie(sent, got) {
		return nil // the usual case, an echo
	}
	if !lockToRead {
		// What needs no writing needs no lock: the file is read in one piece.
		if entries, err := f.read(); err == nil {
			if _, changed, err := f.opts.merged(entries[origin], sent, got, wallClock()); !changed {
				return f.wrap(err)
			}
		}
	}
	return f.wrap(f.locked(ctx, func() error { return f.merge(origin, sent, got) }))
}

// merge reads, merges and writes. It is called with the lock held.
func (f *File) merge(origin string, sent, got *runtime.Cookie) error {
	entries, err := f.readOrPutAside()
	if err != nil {
		return err
	}
	now := wallClock()
	e, changed, err := f.opts.merged(entries[origin], sent, got, now)
	if !changed {
		return err
	}
	entries[origin] = e
	evict(entries, origin, MaxOrigins, now)
	data, err := encode(entries)
	for err == nil && len(data) > MaxFile && len(entries) > 1 {
		evict(entries, origin, len(entries)-1, now)
		data, err = encode(entries)
	}
	if err != nil {
		return err
	}
	return f.write(data)
}

// wallClock is the time as it can be written down.
func wallClock() time.Time { return time.Now().UTC().Round(0) }
