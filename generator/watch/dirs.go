package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// anew watches the module, and nothing else until a run has looked elsewhere.
func (w *watcher) anew() error {
	for dir := range w.dirs {
		_ = w.events.Remove(dir)
	}
	clear(w.dirs)
	clear(w.places)
	if err := w.addTree(w.root); err != nil {
		return err
	}
	return w.add(w.dir) // which may lie in one that is not watched
}

// addTree watches a directory and those below it. What has gone meanwhile is left out.
func (w *watcher) addTree(top string) error {
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
		return w.add(name)
	})
}

// add watches a directory.
func (w *watcher) add(dir string) error {
	if w.dirs[dir] {
		return nil
	}
	err := w.events.Add(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return cannotWatch(dir, err)
	}
	w.dirs[dir] = true
	return nil
}

// addFile watches one file by its directory: editors put another file in its place.
func (w *watcher) addFile(name string) error {
	w.files[name] = true
	dir := filepath.Dir(name)
	if _, ok := w.dirs[dir]; ok {
		return nil
	}
	err := w.add(dir)
	if w.dirs[dir] {
		w.dirs[dir] = false
	}
	return err
}

// forget ends the watch over a directory that has gone or moved, and over those below it. The
// system does so only for what has gone, and would call what has moved by its old name.
func (w *watcher) forget(top string) {
	below := top + string(filepath.Separator)
	for dir := range w.dirs {
		if dir == top || strings.HasPrefix(dir, below) {
			_ = w.events.Remove(dir) // which fails if the system was faster
			delete(w.dirs, dir)
		}
	}
	for place := range w.places {
		if place == top || strings.HasPrefix(place, below) {
			delete(w.places, place)
		}
	}
}

// follow watches what the last run was the first to look into. It reports true, and when that
// was noticed, if something has changed in there since that run began.
func (w *watcher) follow() (begun time.Time, again bool, err error) {
	begun = time.Now()
	for _, place := range w.cfg.Lists.Places() {
		if w.places[place] {
			continue
		}
		added, err := w.addPlace(place)
		if err != nil {
			return begun, false, err
		}
		for _, name := range added {
			info, err := os.Stat(name)
			again = again || err == nil && info.ModTime().After(w.ran) && !w.asWritten(name)
		}
	}
	return begun, again, nil
}

// addPlace watches a place of [load.Lists.Places]. It returns the files there that are watched
// from now on and were not before.
func (w *watcher) addPlace(place string) (added []string, err error) {
	top, deep := strings.CutSuffix(place, string(filepath.Separator)+"...")
	info, err := os.Stat(top)
	if err != nil {
		return nil, nil //nolint:nilerr // It has gone, or is not there yet: the next run looks again.
	}
	w.places[place] = true
	switch {
	case !info.IsDir() && w.dirs[filepath.Dir(top)] && counted(filepath.Base(top)):
		return nil, nil
	case !info.IsDir():
		return []string{top}, w.addFile(top)
	}
	before := len(w.dirs)
	known := w.dirs[top]
	if deep {
		err = w.addTree(top)
	} else {
		err = w.add(top)
	}
	if err != nil || known && len(w.dirs) == before {
		return nil, err
	}
	return w.sources(top), nil
}

// sources returns the files that count in a directory and in those below that are watched.
func (w *watcher) sources(top string) (names []string) {
	_ = filepath.WalkDir(top, func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil: // it has gone, and its directory is watched
		case e.IsDir() && !w.dirs[name]:
			return fs.SkipDir
		case !e.IsDir() && counted(e.Name()):
			names = append(names, name)
		}
		return nil
	})
	return names
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
