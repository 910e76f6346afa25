package watch

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
)

// A desk is a directory that is watched, with events that the test makes itself.
type desk struct {
	t      *testing.T
	w      *watcher
	events chan fsnotify.Event
}

func newDesk(t *testing.T) *desk {
	dir := t.TempDir()
	events := make(chan fsnotify.Event)
	return &desk{t, &watcher{
		dir: dir, root: dir, events: &fsnotify.Watcher{Events: events, Errors: make(chan error)},
		dirs: map[string]bool{dir: true}, files: map[string]bool{}, places: map[string]bool{},
		written: map[string][]byte{},
	}, events}
}

// wait starts to wait for a change. It returns a channel for how long that takes.
func (d *desk) wait() <-chan time.Duration {
	done, from := make(chan time.Duration, 1), time.Now()
	go func() {
		if _, err := d.w.changed(d.t.Context()); err != nil {
			d.t.Error(err)
		}
		done <- time.Since(from)
	}()
	return done
}

func (d *desk) path(name string) string { return filepath.Join(d.w.dir, name) }

func (d *desk) file(name, text string) {
	d.t.Helper()
	if err := os.WriteFile(d.path(name), []byte(text), 0o666); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) event(name string, op fsnotify.Op) {
	d.events <- fsnotify.Event{Name: d.path(name), Op: op}
}

// after lets time pass, and fails if that is not needed for the change to be over.
func (d *desk) after(pass time.Duration, done <-chan time.Duration) {
	d.t.Helper()
	<-time.After(pass)
	synctest.Wait()
	select {
	case at := <-done:
		d.t.Fatalf("the change was over after %v", at)
	default:
	}
}

func TestSaveInOneStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.file("a.go", "package a\n")
		done := d.wait()
		d.event("a.go", fsnotify.Write)
		if at := <-done; at != quiet {
			t.Errorf("it took %v", at)
		}
	})
}

// Vim moves the old file away before it writes the new one: stubs of a file that is gone
// for a moment must stay.
func TestSaveInManySteps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		done := d.wait()
		d.event("4913", fsnotify.Create)
		d.event("4913", fsnotify.Remove)
		d.event("a.go", fsnotify.Rename)
		d.event("a.go~", fsnotify.Create)
		d.after(absent-time.Millisecond, done)
		d.file("a.go", "")
		d.event("a.go", fsnotify.Create)
		d.after(absent-time.Millisecond, done)
		d.file("a.go", "package a\n")
		d.event("a.go", fsnotify.Write)
		if at := <-done; at > longest {
			t.Errorf("it took %v", at)
		}
	})
}

func TestRemoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		done := d.wait()
		d.event("a.go", fsnotify.Remove)
		if at := <-done; at != absent {
			t.Errorf("it took %v", at)
		}
	})
}

func TestManySaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.file("a.go", "package a\n")
		done := d.wait()
		for {
			select {
			case d.events <- fsnotify.Event{Name: d.path("a.go"), Op: fsnotify.Write}:
				<-time.After(quiet / 2)
			case at := <-done:
				if at != longest {
					t.Errorf("it took %v", at)
				}
				return
			}
		}
	})
}

func TestWhatDoesNotCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.w.written[d.path("a_rpc.gen.go")] = []byte("ours")
		d.w.written[d.path("b_rpc.gen.go")] = nil
		done := d.wait()
		for _, name := range []string{".a.go.swp", "a.go~", "#a.go#", ".#a.go", "_a.go", "4913", "a.ts", "README"} {
			d.event(name, fsnotify.Create)
			d.event(name, fsnotify.Write)
			d.event(name, fsnotify.Remove)
		}
		d.file("a.go", "package a\n")
		d.event("a.go", fsnotify.Chmod)
		d.file("a_rpc.gen.go", "ours")
		d.event("a_rpc.gen.go", fsnotify.Create)
		d.event("b_rpc.gen.go", fsnotify.Remove)
		d.after(time.Hour, done)
		d.file("a_rpc.gen.go", "not ours")
		d.event("a_rpc.gen.go", fsnotify.Write)
		<-done
	})
}

// watching makes a desk whose directories are watched in fact.
func watching(t *testing.T) *desk {
	d := newDesk(t)
	events, err := fsnotify.NewWatcher()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = events.Close() })
	d.w.events = events
	return d
}

func TestNewDirectory(t *testing.T) {
	d := watching(t)
	for _, c := range []struct {
		file, text string
		counts     bool
	}{
		{"web/client.ts", "", false},
		{"ours/deep/a_rpc.gen.go", "ours", false},
		{"theirs/deep/a.go", "package a\n", true},
		{".hidden/a.go", "package a\n", false},
		{"node_modules/a.go", "package a\n", false},
	} {
		top, _, _ := strings.Cut(c.file, "/")
		if err := os.MkdirAll(filepath.Dir(d.path(c.file)), 0o777); err != nil {
			t.Fatal(err)
		}
		d.file(c.file, c.text)
		if c.text == "ours" {
			d.w.written[d.path(c.file)] = []byte(c.text)
		}
		counts, err := d.w.counts(fsnotify.Event{Name: d.path(top), Op: fsnotify.Create})
		if err != nil || counts != c.counts {
			t.Errorf("%s: %v, %v", c.file, counts, err)
		}
		if got := d.w.dirs[filepath.Dir(d.path(c.file))]; got == ignored(top) {
			t.Errorf("%s: watched: %v", c.file, got)
		}
	}
}

func TestLostEvents(t *testing.T) {
	d := watching(t)
	errs := make(chan error, 1)
	d.w.events.Errors = errs
	if err := os.Mkdir(d.path("new"), 0o777); err != nil {
		t.Fatal(err)
	}
	errs <- fsnotify.ErrEventOverflow
	if _, err := d.w.changed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !d.w.dirs[d.path("new")] {
		t.Error("a directory of which nothing was heard is not watched")
	}
}
