package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/module"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/generator/scaffold"
)

// initCommand starts a project.
var initCommand = command{
	name:  "init",
	args:  "[flags] FOLDER",
	short: "start a project that runs: an interface, its implementation, a server, tests",
	help: `FOLDER is new or empty, but for a .git. Nothing is ever overwritten.

  -module path    the path of the new module; by default the folder's name
  -template name  minimal, web or cluster
  -web            the same as -template web

The templates:

  minimal    a service with a cookie and sessions in memory
  web        the same with a web page, which calls it with the client in TypeScript
  cluster    the same for several machines, with sessions in Redis

Exit status: 0 done, 1 the folder or the files are in the way, 2 wrong usage.
`,
	run: initProject,
}

func initProject(ctx context.Context, std stdio, args []string) error {
	dir, project, err := parseInit(args)
	if err != nil {
		return err
	}
	if err := vacant(dir); err != nil {
		return err
	}
	if project.Version, project.Replace, err = scaffold.Origin(); err != nil {
		return err
	}
	files, err := project.Files()
	if err != nil {
		return err
	}
	var changes []generator.Change
	for _, name := range scaffold.Names(files) {
		changes = append(changes, generator.Change{Name: filepath.Join(dir, filepath.FromSlash(name)), New: files[name]})
	}
	if err := generator.Put(changes); err != nil {
		return err
	}
	fmt.Fprintf(std.out, "made %s, the module %s; next:\n\n", dir, project.Module)
	for _, line := range nextSteps(ctx, dir, project) {
		fmt.Fprintf(std.out, "  %s\n", line)
	}
	if project.Replace != "" {
		return nil
	}
	return download(ctx, dir)
}

// parseInit reads the command line.
func parseInit(args []string) (dir string, project scaffold.Project, err error) {
	flags := newFlags("init")
	flags.StringVar(&project.Module, "module", "", "")
	flags.StringVar(&project.Template, "template", "", "")
	web := flags.Bool("web", false, "")
	args, err = parseFlags(flags, args)
	if err != nil {
		return "", project, err
	}
	if len(args) != 1 || args[0] == "" {
		return "", project, usagef("it wants the name of one folder")
	}
	switch {
	case *web && project.Template != "" && project.Template != "web":
		return "", project, usagef("-web is -template web, so it does not go with -template %s", project.Template)
	case *web:
		project.Template = "web"
	case project.Template == "":
		project.Template = "minimal"
	}
	if _, err := project.Files(); err != nil {
		return "", project, usageError(err.Error())
	}
	dir = filepath.Clean(args[0])
	if project.Module == "" {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return "", project, err
		}
		project.Module = filepath.Base(abs)
		if checkModule(project.Module) != nil {
			return "", project, usagef("the folder's name, %q, is no path for a module; name one with -module, such as -module example.com/greeter", project.Module)
		}
	}
	if err := checkModule(project.Module); err != nil {
		return "", project, usagef("-module: %v", err)
	}
	return dir, project, nil
}

// checkModule says what is wrong with a path for the new module. A path for this machine
// alone, such as greeter, will do, unless the standard library has packages below it.
func checkModule(path string) error {
	if err := module.CheckImportPath(path); err != nil {
		return err
	}
	first, _, _ := strings.Cut(path, "/")
	if standard[first] {
		return fmt.Errorf("%q begins like a package of the standard library; put something like example.com/ before it", path)
	}
	return nil
}

// vacant says why a project cannot go into dir.
func vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s is no folder that can be used: %w; name another", dir, reason(err))
	}
	for _, e := range entries {
		if e.Name() != ".git" {
			return fmt.Errorf("the folder %s is not empty: there is %s; name a new one", dir, e.Name())
		}
	}
	return nil
}

// reason is the error below that of a path.
func reason(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// nextSteps are the command lines to go on with.
func nextSteps(ctx context.Context, dir string, project scaffold.Project) []string {
	var steps []string
	if dir != "." {
		steps = append(steps, "cd "+dir)
	}
	// In a workspace, the go command wants to be told of the new module.
	cmd := exec.CommandContext(ctx, "go", "env", "GOWORK")
	cmd.Dir = dir
	if out, err := cmd.Output(); err == nil {
		if work := strings.TrimSpace(string(out)); work != "" && work != "off" {
			steps = append(steps, "go work use .")
		}
	}
	steps = append(steps, "go generate ./...", "go test ./...")
	if project.Template == "cluster" {
		steps = append(steps, "redis-server &")
	}
	return append(steps, "go run .")
}

// download lets the go command write the sums of this very rpcgen into go.sum, which
// has the others already.
func download(ctx context.Context, dir string) error {
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "github.com/rpcgen/rpcgen")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("the files are there, but the go command cannot get rpcgen (%w): %s; run go mod tidy in %s", err, strings.Join(strings.Fields(string(out)), " "), dir)
	}
	return nil
}
