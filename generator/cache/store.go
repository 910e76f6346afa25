package cache

import (
	"os"
	"path/filepath"
	"slices"
	"time"
)

// The bounds of a store.
const (
	maxAge     = 30 * 24 * time.Hour
	maxEntries = 300
)

// A Store is a directory of entries, "" one that keeps nothing.
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

// Put keeps an entry, if it can. Others that read or write see all of it or nothing.
func (s Store) Put(key string, e *Entry) {
	if s == "" || key == "" || e == nil || os.MkdirAll(string(s), 0o700) != nil {
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

// Drop forgets an entry.
func (s Store) Drop(key string) {
	if s != "" && key != "" {
		_ = os.Remove(s.file(key))
	}
}

// trim removes what was not written for long, and the oldest of too many.
func (s Store) trim() {
	entries, err := os.ReadDir(string(s))
	if err != nil {
		return
	}
	var list []os.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			list = append(list, info)
		}
	}
	slices.SortFunc(list, func(a, b os.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	for i, info := range list {
		if i >= maxEntries || time.Since(info.ModTime()) > maxAge {
			_ = os.Remove(s.file(info.Name()))
		}
	}
}
