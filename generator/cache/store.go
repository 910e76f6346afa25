package cache

import (
	"os"
	"path/filepath"
	"slices"
	"time"
)

// The bounds of a store. An entry has about one kB.
const (
	maxEntries = 4000 // when there are more, those not used for longest go
	keep       = 3000 // so many stay
)

// fresh is how long the time of an entry's last use is good enough.
const fresh = time.Hour

// A Store is a directory of entries, "" one that keeps nothing. It may be used by
// any number of programs at once.
type Store string

func (s Store) file(key string) string { return filepath.Join(string(s), key) }

// Get returns the entry of a key, nil if there is none that can be used.
func (s Store) Get(key string) *Entry {
	if s == "" || key == "" {
		return nil
	}
	data, err := os.ReadFile(s.file(key))
	if err != nil {
		return nil
	}
	return decode(key, data)
}

// Used notes that the entry of a key was of use.
func (s Store) Used(key string) {
	info, err := os.Stat(s.file(key))
	if now := time.Now(); err == nil && now.Sub(info.ModTime()) > fresh {
		_ = os.Chtimes(s.file(key), now, now)
	}
}

// Put keeps an entry, if it can. Others that read or write see all of it or nothing.
func (s Store) Put(key string, e *Entry) {
	if s == "" || key == "" || os.MkdirAll(string(s), 0o700) != nil {
		return
	}
	data, err := e.encode(key)
	if err != nil {
		return
	}
	f, err := os.CreateTemp(string(s), "new-*")
	if err != nil {
		return
	}
	_, err = f.Write(data)
	if f.Close() != nil || err != nil || os.Rename(f.Name(), s.file(key)) != nil {
		_ = os.Remove(f.Name())
		return
	}
	s.trim()
}

// trim removes what was not used for longest if there is too much.
func (s Store) trim() {
	entries, err := os.ReadDir(string(s))
	if err != nil || len(entries) <= maxEntries {
		return
	}
	var list []os.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			list = append(list, info)
		}
	}
	slices.SortFunc(list, func(a, b os.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	for _, info := range list[min(keep, len(list)):] {
		_ = os.Remove(s.file(info.Name()))
	}
}
