// Package watch generates anew whenever a source file is saved.
package watch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/generator/load"
)

const (
	// quiet is how long to wait for more: editors write a file in several steps.
	quiet = 8 * time.Millisecond
	// longest is how long to wait at most, if there is always more.
	longest = 200 * time.Millisecond
)

// A Run is what came of one run.
type Run struct {
	Result *generator.Result
	Err    error         // of generator.Run; watching goes on
	Took   time.Duration // from the first file that was saved
}

// Watch generates what cfg asks for, and again after each change of a Go file or a go.mod
// below the module's directory, until ctx ends; then it returns nil. It calls report after
// each run, from one goroutine. What it has written itself starts no run. It returns an
// error if it cannot watch.
//
// Directories whose names begin with a dot or an underscore, vendor and node_modules are not
// watched, nor are other modules that a replace line names.
func Watch(ctx context.Context, cfg generator.Config, report func(Run)) error {
	w, err := newWatcher(cfg)
	if err != nil {
		return err
	}
	defer func() { _ = w.events.Close() }()
	w.run(ctx, time.Now(), report)
	for {
		begun, err := w.changed(ctx)
		if err != nil || ctx.Err() != nil {
			return err
		}
		w.run(ctx, begun, report)
	}
}

// A watcher watches the directories of a module.
type watcher struct {
	cfg     generator.Config
	dir     string // absolute working directory
	events  *fsnotify.Watcher
	written map[string][]byte // what the last run wrote, by path; nil for what it removed
}

func newWatcher(cfg generator.Config) (*watcher, error) {
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, err
	}
	events, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, cannotWatch(dir, err)
	}
	cfg.Lists, cfg.CacheDir = new(load.Lists), ""
	w := &watcher{cfg: cfg, dir: dir, events: events}
	if err := w.add(moduleOf(dir)); err != nil {
		return nil, errors.Join(err, events.Close())
	}
	return w, nil
}

// moduleOf returns the directory with the go.mod that dir is below, dir itself if there is
// none.
func moduleOf(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return dir
		}
	}
}

// add watches a directory and those below it. What has gone meanwhile is left out.
func (w *watcher) add(top string) error {
	return filepath.WalkDir(top, func(name string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name != w.dir:
			return nil
		case err != nil:
			return cannotWatch(name, err)
		case !e.IsDir():
			return nil
		case name != top && ignored(filepath.Base(name)):
			return fs.SkipDir
		}
		if err := w.events.Add(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return cannotWatch(name, err)
		}
		return nil
	})
}

func ignored(base string) bool {
	return base[0] == '.' || base[0] == '_' || base == "vendor" || base == "node_modules"
}

// cannotWatch says why a directory cannot be watched, and what to do.
func cannotWatch(name string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) {
		return fmt.Errorf("cannot watch %s: the system watches no more files; raise the limits fs.inotify.max_user_watches and max_user_instances, or close another program that watches", name)
	}
	return fmt.Errorf("cannot watch %s: %w", name, err)
}

// run generates once.
func (w *watcher) run(ctx context.Context, begun time.Time, report func(Run)) {
	res, err := generator.Run(ctx, w.cfg)
	if ctx.Err() != nil {
		return
	}
	w.written = map[string][]byte{}
	if res != nil {
		for _, c := range res.Changes {
			name := filepath.FromSlash(c.Name)
			if !filepath.IsAbs(name) {
				name = filepath.Join(w.dir, name)
			}
			w.written[name] = c.New
		}
	}
	report(Run{Result: res, Err: err, Took: time.Since(begun)})
}

// changed waits until something has changed, and then until it is quiet for a moment. It
// returns when the first change was seen.
func (w *watcher) changed(ctx context.Context) (begun time.Time, err error) {
	var still, late <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return begun, nil
		case <-still:
			return begun, nil
		case <-late:
			return begun, nil
		case err := <-w.events.Errors:
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				return begun, cannotWatch(w.dir, err)
			}
			// Some events are lost, so nobody knows what has changed.
		case e := <-w.events.Events:
			counts, err := w.counts(e)
			if err != nil {
				return begun, err
			}
			if !counts {
				continue
			}
		}
		if begun.IsZero() {
			begun, late = time.Now(), time.After(longest)
		}
		still = time.After(quiet)
	}
}

// counts says whether an event may change what is to be generated. A new directory is
// watched from then on.
func (w *watcher) counts(e fsnotify.Event) (bool, error) {
	if e.Op == fsnotify.Chmod {
		return false, nil
	}
	base := filepath.Base(e.Name)
	if info, err := os.Stat(e.Name); err == nil && info.IsDir() {
		if ignored(base) {
			return false, nil
		}
		return true, w.add(e.Name)
	}
	switch {
	case base == "go.mod" || base == "go.sum" || base == "go.work":
		return true, nil
	case filepath.Ext(base) != ".go" || base[0] == '.' || base[0] == '_' || strings.HasSuffix(base, "~"):
		// A directory that is gone has no Go files any more, which had events of their own,
		// unless it was moved away as a whole.
		return filepath.Ext(base) == "" && e.Has(fsnotify.Remove|fsnotify.Rename) && !ignored(base), nil
	}
	if now, ours := w.written[e.Name]; ours {
		is, err := os.ReadFile(e.Name)
		if now == nil {
			return !errors.Is(err, fs.ErrNotExist), nil
		}
		return err != nil || !bytes.Equal(is, now), nil
	}
	return true, nil
}
