package cache

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"
)

var entry = &Entry{Dirs: []string{"/a", "/b"}, Salt: NewSalt(), Sum: "sum"}

// TestDamage changes each byte of an entry, and cuts it off at each.
func TestDamage(t *testing.T) {
	s := Store(t.TempDir())
	s.Put("k", entry)
	data, err := os.ReadFile(s.file("k"))
	if err != nil {
		t.Fatal(err)
	}
	if e := s.Get("k"); !reflect.DeepEqual(e, entry) {
		t.Fatalf("the entry as it was kept is %+v", e)
	}
	for i := range data {
		bad := slices.Clone(data)
		bad[i] ^= 1
		for what, bad := range map[string][]byte{"damage": bad, "the end": data[:i]} {
			if err := os.WriteFile(s.file("k"), bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if s.Get("k") != nil {
				t.Errorf("%s at byte %d goes unnoticed", what, i)
			}
		}
	}
	if err := os.WriteFile(s.file("other"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	if s.Get("other") != nil {
		t.Error("the entry of another key is taken")
	}
}

// TestTrim fills a store. What was used last stays.
func TestTrim(t *testing.T) {
	s := Store(t.TempDir())
	then := time.Now().Add(-100 * 24 * time.Hour)
	for i := range maxEntries {
		name := s.file(fmt.Sprintf("%05d", i))
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, then, then.Add(time.Duration(i)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	s.trim()
	if list, _ := os.ReadDir(string(s)); len(list) != maxEntries {
		t.Fatalf("%d entries are left of %d", len(list), maxEntries)
	}
	s.Used("00000")
	s.Put("k", entry)
	list, _ := os.ReadDir(string(s))
	if len(list) != keep {
		t.Errorf("%d entries are left", len(list))
	}
	if s.Get("k") == nil {
		t.Error("a new entry is gone")
	}
	if _, err := os.Stat(s.file("00000")); err != nil {
		t.Error("an entry that was of use is gone")
	}
	if _, err := os.Stat(s.file("00001")); err == nil {
		t.Error("an entry that was of no use is there")
	}
}

// TestConcurrent lets many read and write one entry.
func TestConcurrent(t *testing.T) {
	s := Store(t.TempDir())
	s.Put("k", entry)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				s.Put("k", entry)
				s.Used("k")
				if e := s.Get("k"); !reflect.DeepEqual(e, entry) {
					t.Errorf("got %+v", e)
				}
			}
		})
	}
	wg.Wait()
	if list, _ := os.ReadDir(string(s)); len(list) != 1 {
		t.Errorf("there are %d files", len(list))
	}
}

// TestNowhere uses stores that cannot be.
func TestNowhere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, s := range []Store{"", Store(file), Store(filepath.Join(file, "below"))} {
		s.Put("k", entry)
		s.Used("k")
		if s.Get("k") != nil {
			t.Errorf("%q keeps something", s)
		}
	}
	s := Store(t.TempDir())
	s.Put("", entry)
	if list, _ := os.ReadDir(string(s)); len(list) > 0 {
		t.Error("an entry without a key is kept")
	}
}
