package generator

import (
	"os"

	"github.com/rpcgen/rpcgen/generator/cache"
	"github.com/rpcgen/rpcgen/generator/load"
)

// A memory is what the cache knows of the run that cfg asks for.
type memory struct {
	store  cache.Store
	key    string
	dirs   []string
	before *cache.Entry // nil unless everything is as it says
}

// recall looks a run up. A run that cannot be remembered has no key.
func recall(cfg *Config) *memory {
	m := &memory{store: cache.Store(cfg.CacheDir)}
	if m.store == "" {
		return m
	}
	lc := cfg.load()
	r, ok := lc.Cacheable()
	if !ok {
		return m
	}
	env := cfg.Env
	if env == nil {
		env = os.Environ()
	}
	m.dirs = r.Dirs
	m.key = cache.Key(env, r, lc.File, lc.Patterns, lc.Types, lc.Tags, lc.OutDir, lc.OutPkg, cfg.Targets)
	if e := m.store.Get(m.key); e.Current() {
		m.before = e
	}
	return m
}

// settled says that the run has nothing to do.
func (m *memory) settled() bool { return m.before != nil && m.before.Settled }

// keep remembers what a run has found and done.
func (m *memory) keep(loaded *load.Result, changed bool) {
	if m.key == "" || !loaded.Known {
		return
	}
	dirs := append(m.dirs, loaded.Inputs...)
	for _, u := range loaded.Units {
		dirs = append(dirs, u.Dir)
	}
	m.store.Put(m.key, cache.Next(m.before, dirs, changed))
}
