package cache

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestDamage changes each byte of an entry, and cuts it off at each.
func TestDamage(t *testing.T) {
	s := Store(t.TempDir())
	dir := t.TempDir()
	s.Put("k", Next(nil, []string{dir}, false))
	data, err := os.ReadFile(s.file("k"))
	if err != nil {
		t.Fatal(err)
	}
	if e := s.Get("k"); !e.Current() || e.Settled {
		t.Fatalf("the entry as it was kept is %+v", e)
	}
	for i := range data {
		bad := append([]byte(nil), data...)
		bad[i] ^= 1
		if decode("k", bad) != nil || decode("k", data[:i]) != nil {
			t.Errorf("damage at byte %d goes unnoticed", i)
		}
	}
	if decode("other", data) != nil {
		t.Error("the entry of one key passes for that of another")
	}
}

// TestSettles checks that it takes a whole run without changes between two equal
// states.
func TestSettles(t *testing.T) {
	dirs := []string{t.TempDir()}
	first := Next(nil, dirs, false)
	if first.Settled || Next(first, dirs, true).Settled || !Next(first, dirs, false).Settled {
		t.Error("a run settles at the wrong time")
	}
	if err := os.WriteFile(filepath.Join(dirs[0], "a.go"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if Next(first, dirs, false).Settled {
		t.Error("a file that appeared during the run does not count")
	}
}

func TestTrim(t *testing.T) {
	s := Store(t.TempDir())
	for i := range maxEntries + 10 {
		if err := os.WriteFile(s.file(fmt.Sprint("e", i)), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Now().Add(-2 * maxAge)
	if err := os.Chtimes(s.file("e7"), old, old); err != nil {
		t.Fatal(err)
	}
	s.Put("k", Next(nil, []string{t.TempDir()}, false))
	entries, err := os.ReadDir(string(s))
	if err != nil || len(entries) != maxEntries {
		t.Errorf("%d entries are left, want %d", len(entries), maxEntries)
	}
	if s.Get("k") == nil {
		t.Error("the newest entry is gone")
	}
}
