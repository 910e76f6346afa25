package generator

import (
	"path"
	"path/filepath"
	"slices"

	"github.com/rpcgen/rpcgen/generator/cache"
	"github.com/rpcgen/rpcgen/generator/load"
)

// A memory is what the cache knows of the run that cfg asks for.
type memory struct {
	cfg     *Config
	store   cache.Store
	key     string // "" if the run cannot be remembered
	request load.Request
	entry   *cache.Entry    // of the last run like this, or a new one
	before  *cache.Snapshot // of all that this run may read, as far as it is known
}

// recall looks a run up.
func recall(cfg *Config) *memory {
	m := &memory{cfg: cfg, store: cache.Store(cfg.CacheDir)}
	if m.store == "" {
		return m
	}
	if m.key, m.request = m.identify(); m.key == "" {
		return m
	}
	if m.entry = m.store.Get(m.key); m.entry == nil {
		m.entry = &cache.Entry{Dirs: m.request.Nearby(), Salt: cache.NewSalt()}
	}
	m.before = cache.Look(m.entry.Salt, slices.Concat(m.request.Dirs, m.entry.Dirs))
	return m
}

// identify returns the run's key and request.
func (m *memory) identify() (string, load.Request) {
	lc := m.cfg.load()
	r, ok := lc.Cacheable()
	if !ok {
		return "", r
	}
	return cache.Key(r, lc.File, lc.Patterns, lc.Types, lc.Tags, lc.OutDir, lc.OutPkg, m.cfg.Fake, m.cfg.Wrap, m.cfg.Outputs), r
}

// settled says that the run has nothing to do.
func (m *memory) settled() bool {
	if m.before == nil || m.entry.Sum == "" || m.entry.Sum != m.before.Sum() {
		return false
	}
	m.store.Used(m.key)
	return true
}

// keep remembers what a run has read, and the state of it all if there is nothing
// left to do in it.
func (m *memory) keep(loaded *load.Result, outputs []output, changes []*change) {
	if m.key == "" || !loaded.Inputs.Known {
		return
	}
	if key, _ := m.identify(); key != m.key {
		return // while we were at work
	}
	dirs := slices.Concat(m.request.Dirs, loaded.Inputs.Dirs)
	for _, out := range outputs {
		dirs = append(dirs, out.dir)
		for name := range out.files {
			dirs = append(dirs, filepath.Join(out.dir, filepath.FromSlash(path.Dir(name))))
		}
	}
	after := cache.Look(m.entry.Salt, dirs)
	if after == nil {
		return
	}
	e := &cache.Entry{Dirs: after.Dirs(), Salt: m.entry.Salt}
	if settles(loaded, changes) && after.Since(m.before, written(changes)) {
		e.Sum = after.Sum()
	}
	m.store.Put(m.key, e)
}

// settles says whether another run over the same source, and what this one was to
// write, would have nothing to do: because this one had nothing to do, or because
// it writes nothing that it reads.
func settles(loaded *load.Result, changes []*change) bool {
	removes := func(c *change) bool { return c.New == nil }
	return len(changes) == 0 || !loaded.Inputs.Output && !slices.ContainsFunc(changes, removes)
}

// written returns the files that a run has written, by path.
func written(changes []*change) map[string][]byte {
	files := map[string][]byte{}
	for _, c := range changes {
		files[c.path] = c.New
	}
	return files
}
