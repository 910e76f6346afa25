// Package watch generates anew whenever a source file is saved.
package watch

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/generator/load"
)

// A Run is what came of one run.
type Run struct {
	Result *generator.Result
	Err    error         // of generator.Run; watching goes on
	Took   time.Duration // from the first file that was saved
}

// Watch generates what cfg asks for, and again after each change of a Go file or a go.mod
// below the module's directory, or in another directory that a run has looked into, until
// ctx ends; then it returns nil. It calls report after each run, from one goroutine. What it
// has written itself starts no run. It returns an error if it cannot watch.
//
// Directories whose names begin with a dot or an underscore, vendor and node_modules are not
// watched unless a run has looked into them, nor are the standard library and the module
// cache.
func Watch(ctx context.Context, cfg generator.Config, report func(Run)) error {
	w, err := newWatcher(cfg)
	if err != nil {
		return err
	}
	defer func() { _ = w.events.Close() }()
	begun, again := time.Now(), true
	for {
		for again {
			w.run(ctx, begun, report)
			if begun, again, err = w.follow(); err != nil || ctx.Err() != nil {
				return err
			}
		}
		if begun, err = w.changed(ctx); err != nil || ctx.Err() != nil {
			return err
		}
		again = true
	}
}

// A watcher watches the directories of a module.
type watcher struct {
	cfg     generator.Config
	dir     string // absolute working directory, without links
	root    string // of the module
	events  *fsnotify.Watcher
	dirs    map[string]bool   // that are watched; false if only for some files
	files   map[string]bool   // that count by themselves
	places  map[string]bool   // of load.Lists that are watched
	ran     time.Time         // when the last run began
	written map[string][]byte // what was written, by path; nil for what was removed
}

func newWatcher(cfg generator.Config) (*watcher, error) {
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil, cannotWatch(cfg.Dir, err)
	}
	events, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, cannotWatch(dir, err)
	}
	cfg.Lists, cfg.CacheDir = new(load.Lists), ""
	w := &watcher{
		cfg: cfg, dir: dir, root: moduleOf(dir), events: events,
		dirs: map[string]bool{}, files: map[string]bool{}, places: map[string]bool{}, written: map[string][]byte{},
	}
	if err := w.anew(); err != nil {
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

// run generates once.
func (w *watcher) run(ctx context.Context, begun time.Time, report func(Run)) {
	w.ran = time.Now()
	res, err := generator.Run(ctx, w.cfg)
	if ctx.Err() != nil {
		return
	}
	if res != nil {
		for _, c := range res.Changes {
			w.written[w.real(filepath.FromSlash(c.Name))] = c.New
		}
	}
	report(Run{Result: res, Err: err, Took: time.Since(begun)})
}

// real returns the path by which events call a file.
func (w *watcher) real(name string) string {
	if !filepath.IsAbs(name) {
		name = filepath.Join(w.dir, name)
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(name))
	if err != nil {
		return name
	}
	return filepath.Join(dir, filepath.Base(name))
}

// asWritten says whether a file is as we have left it.
func (w *watcher) asWritten(name string) bool {
	want, ours := w.written[name]
	if !ours {
		return false
	}
	is, err := os.ReadFile(name)
	if want == nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	return err == nil && bytes.Equal(is, want)
}
