package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	// quiet is how long to wait for more: editors write a file in several steps.
	quiet = 8 * time.Millisecond
	// absent is how long to wait for a file that has gone or is empty: many editors move
	// the old file away, or cut it to nothing, before they write the new one.
	absent = 100 * time.Millisecond
	// longest is how long to wait at most, if there is always more.
	longest = 200 * time.Millisecond
)

// changed waits until something has changed, and then until it is quiet for a moment. It
// returns when the first change was seen.
func (w *watcher) changed(ctx context.Context) (begun time.Time, err error) {
	var still, late <-chan time.Time
	missing := map[string]bool{}
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
			if err := w.anew(); err != nil {
				return begun, err
			}
		case e := <-w.events.Events:
			counts, err := w.counts(e)
			if err != nil {
				return begun, err
			}
			if !counts {
				continue
			}
			delete(missing, e.Name)
			if info, err := os.Stat(e.Name); err != nil || !info.IsDir() && info.Size() == 0 {
				missing[e.Name] = true
			}
		}
		if begun.IsZero() {
			begun, late = time.Now(), time.After(longest)
		}
		still = time.After(quiet)
		if len(missing) > 0 {
			still = time.After(absent)
		}
	}
}

// counts says whether an event may change what is to be generated. A new directory is
// watched from then on.
func (w *watcher) counts(e fsnotify.Event) (bool, error) {
	if e.Op == fsnotify.Chmod {
		return false, nil
	}
	name, base := e.Name, filepath.Base(e.Name)
	whole, known := w.dirs[name]
	if known && e.Has(fsnotify.Remove|fsnotify.Rename) {
		w.forget(name)
	}
	info, err := os.Stat(name)
	switch {
	case err != nil && name == w.root:
		return false, fmt.Errorf("cannot watch %s: it has gone; start again where the module is now", name)
	case err == nil && info.IsDir():
		if ignored(base) && !known || !w.dirs[filepath.Dir(name)] {
			return known, nil
		}
		err := w.addTree(name)
		foreign := func(name string) bool { return !w.asWritten(name) }
		return known || slices.ContainsFunc(w.sources(name), foreign), err
	case known:
		return whole, nil
	case w.files[name]:
		return true, nil
	}
	return w.dirs[filepath.Dir(name)] && counted(base) && !w.asWritten(name), nil
}

// counted says whether a file of that name has a say in what is generated.
func counted(base string) bool {
	switch base {
	case "go.mod", "go.sum", "go.work":
		return true
	}
	return filepath.Ext(base) == ".go" && base[0] != '.' && base[0] != '_'
}
