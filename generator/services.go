package generator

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/load"
	"github.com/rpcgen/rpcgen/generator/model"
)

// Services returns the services that a source tree declares: the interfaces marked
// //rpcgen:service, and those that //go:generate lines ask for, see [LineConfig]. The
// config says where the tree is and how to read it; its patterns are directories, such as
// ./api or ./..., below which the go command would find packages.
//
// Positions are relative to the tree. A tree without services has none; it is no error.
func Services(ctx context.Context, cfg Config) ([]*model.API, error) {
	var problems diag.List
	var apis []*model.API
	runs, err := askingConfigs(&cfg)
	if err != nil {
		return nil, err
	}
	for _, run := range runs {
		from := run.load()
		from.Base = cfg.dir()
		loaded, err := load.Load(ctx, from)
		if list, ok := errors.AsType[diag.List](err); ok {
			problems = append(problems, list...)
			continue
		} else if err != nil {
			return nil, err
		}
		for _, u := range loaded.Units {
			apis = append(apis, u.APIs...)
		}
	}
	return once(apis), problems.Err()
}

// once leaves out services that are there already: a file may ask for them in two ways.
func once(apis []*model.API) []*model.API {
	seen := map[string]bool{}
	for _, api := range apis {
		api.Services = slices.DeleteFunc(api.Services, func(s *model.Service) bool {
			key := api.Origin.Path + "." + s.Name
			defer func() { seen[key] = true }()
			return seen[key]
		})
	}
	return apis
}

// askingConfigs returns the runs that the files of a tree ask for.
func askingConfigs(cfg *Config) (list []Config, err error) {
	if len(cfg.Types) > 0 {
		return []Config{*cfg}, nil
	}
	marked := *cfg
	marked.Patterns = nil
	for _, pattern := range cfg.Patterns {
		top, deep := strings.CutSuffix(filepath.ToSlash(pattern), "...")
		if pattern != "." && !strings.HasPrefix(pattern, "./") && !strings.HasPrefix(pattern, "../") || strings.Contains(top, "...") {
			return nil, fmt.Errorf("%s is no directory below the working directory", pattern)
		}
		dir := filepath.Join(cfg.Dir, filepath.FromSlash(top))
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			continue // it may be new, or gone
		}
		err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case e.IsDir() && name != dir && (!deep || ignored(name)):
				return fs.SkipDir
			case e.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go"):
				return nil
			}
			return asking(cfg, &marked, name, &list)
		})
		if err != nil {
			return nil, err
		}
	}
	if len(marked.Patterns) > 0 {
		list = append([]Config{marked}, list...)
	}
	return list, nil
}

// ignored says that the go command does not look into a directory, or that it belongs to
// another module.
func ignored(dir string) bool {
	base := filepath.Base(dir)
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return base[0] == '.' || base[0] == '_' || base == "testdata" || base == "vendor" || err == nil
}

// asking adds what a file asks for: its directory to the patterns of marked, or a run of
// its own to list.
func asking(cfg, marked *Config, name string, list *[]Config) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "//rpcgen:service") {
			if rel, err := filepath.Rel(cfg.dir(), filepath.Dir(name)); err == nil && !slices.Contains(marked.Patterns, "./"+filepath.ToSlash(rel)) {
				marked.Patterns = append(marked.Patterns, "./"+filepath.ToSlash(rel))
			}
		}
		if run, ok := LineConfig(name, line); ok {
			run.Env = cfg.Env
			*list = append(*list, run)
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return nil // no source that anybody wrote
	}
	return lines.Err()
}

// dir returns the working directory.
func (c *Config) dir() string {
	if c.Dir == "" {
		return "."
	}
	return c.Dir
}
