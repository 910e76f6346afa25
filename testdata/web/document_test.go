package web

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/node"
)

var (
	piece   = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```\n|^    (\\S[^\n]*)\n")
	heading = regexp.MustCompile(`^(?://|<!--) (\w+(?:/[\w.]+)*\.\w+)(?: -->)?\n\n?`)
)

// A project is the folder in which docs/typescript.md is followed.
type project struct {
	*testing.T
	dir      string
	checkout string
	addr     string   // of the Go program
	loose    []string // the pieces of TypeScript that are no files
}

// TestDocument does what docs/typescript.md says, in an empty folder: it writes the files,
// runs the commands, and uses what comes out with Node, with a stand-in for WeChat's wx, and
// with Chromium.
func TestDocument(t *testing.T) {
	node.Install(t, ".")
	checkout, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(checkout, "docs", "typescript.md"))
	if err != nil {
		t.Fatal(err)
	}
	p := &project{T: t, dir: t.TempDir(), checkout: checkout, addr: freeAddr(t)}
	p.write("package.json", `{"type": "module"}`)
	modules, err := filepath.Abs("node_modules")
	if err != nil {
		t.Fatal(err)
	}
	// The packages that it tells to install are those of this folder.
	if err := os.Symlink(modules, filepath.Join(p.dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	pieces := piece.FindAllStringSubmatch(string(text), -1)
	for _, m := range pieces { // a file may be used by a command before it
		p.file(m[1], m[2])
	}
	for _, m := range pieces {
		if m[3] != "" {
			p.command(m[3])
		}
	}
	if len(p.loose) != 2 {
		t.Fatalf("the document has %d pieces of TypeScript that are no files, want 2", len(p.loose))
	}
	p.shows("web/rpc/api.ts", p.loose[0])
	p.write("web/flow.ts", "import { Client } from \"./rpc/api.js\";\n"+p.loose[1])
	p.tsc("", "web/flow.ts")
	for _, name := range []string{"lib/api.js", "lib/api.d.ts", "web/page.js"} {
		p.read(name)
	}

	p.node()
	p.miniApp()
	p.browser()
}

// file writes a piece of the document to where its first line says.
func (p *project) file(language, text string) {
	m := heading.FindStringSubmatch(text)
	switch {
	case m == nil && language == "ts":
		p.loose = append(p.loose, text)
	case m == nil && language != "":
		p.Fatalf("no name of a file in\n%s", text)
	case m != nil:
		text = strings.ReplaceAll(strings.TrimPrefix(text, m[0]), "127.0.0.1:3000", p.addr)
		p.write(m[1], text)
	}
}

// command runs a line of the document.
func (p *project) command(line string) {
	switch {
	case strings.HasPrefix(line, "npm install "):
		for _, name := range strings.Fields(line)[3:] {
			if _, err := os.Stat(filepath.Join("node_modules", name)); err != nil {
				p.Fatalf("%s: %v", line, err)
			}
		}
	case line == "go run .":
		p.serve()
	default:
		p.run("bash", "-c", strings.ReplaceAll(line, "CHECKOUT", p.checkout))
	}
}

// serve starts the Go program, which runs until the test ends.
func (p *project) serve() {
	p.run("go", "build", "-o", "library.exe", ".")
	cmd := exec.Command(filepath.Join(p.dir, "library.exe"))
	cmd.Dir, cmd.Stderr = p.dir, p.Output()
	if err := cmd.Start(); err != nil {
		p.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			p.Fatalf("the program: %v", err)
		default:
		}
		response, err := http.Get("http://" + p.addr + "/")
		if err != nil {
			continue // it is not up yet
		}
		if err := response.Body.Close(); err != nil {
			p.Fatal(err)
		}
		break
	}
	p.Cleanup(func() {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			p.Error(err)
		}
		if err := <-ended; err != nil {
			p.Errorf("the program: %v", err)
		}
	})
}

// shows fails the test if a file does not have what the document shows of it.
func (p *project) shows(name, text string) {
	p.Helper()
	file := p.read(name)
	for part := range strings.SplitSeq(text, "\n\n") {
		if !strings.Contains(file, strings.TrimRight(part, "\n")+"\n") {
			p.Errorf("%s does not have\n%s", name, part)
		}
	}
}

// node runs the program for Node twice: the session is still there at the second time.
func (p *project) node() {
	p.tsc("--types node --lib es2022 --outDir built", "node/borrow.ts")
	line := regexp.MustCompile(`^(978-0134190440 \d{4}-\d\d-\d\d\n)+$`)
	for n := 1; n <= 2; n++ {
		out := p.run("node", "built/node/borrow.js")
		if !line.MatchString(out) || strings.Count(out, "\n") != n {
			p.Errorf("run %d of the program for Node prints %q", n, out)
		}
	}
	if info, err := os.Stat(filepath.Join(p.dir, "cookie.json")); err != nil || info.Mode().Perm() != 0o600 {
		p.Errorf("cookie.json: %v, %v", info, err)
	}
}

// miniApp checks the mini app against the published types, and runs it with a
// stand-in for wx.
func (p *project) miniApp() {
	p.tsc("--noEmit --lib es2022 --types miniprogram-api-typings", "miniapp/loans.ts")
	p.driver("miniapp.ts", "miniapp/driver.ts")
	p.run("npx", "esbuild", "miniapp/driver.ts", "--bundle", "--platform=node", "--format=esm", "--outfile=built/miniapp.mjs", "--log-level=warning")
	p.Log(p.run("node", "built/miniapp.mjs", "http://"+p.addr+"/api/"))
}

// browser opens the page in Chromium, and after that the component for React.
func (p *project) browser() {
	p.tsc("--noEmit --jsx react-jsx", "web/react.tsx")
	p.run("npx", "esbuild", "web/react.tsx", "--bundle", "--format=esm", "--jsx=automatic", "--outfile=web/react.js", "--log-level=warning")
	p.driver("document.mjs", "document.mjs")
	p.driver("chromium.mjs", "chromium.mjs")
	p.Log(p.run("node", "document.mjs", "http://"+p.addr+"/"))
}

// driver copies a file of this folder into the project.
func (p *project) driver(name, to string) {
	data, err := files.ReadFile(name)
	if err != nil {
		p.Fatal(err)
	}
	p.write(to, string(data))
}

// tsc runs the compiler as the document does.
func (p *project) tsc(flags, name string) {
	p.Helper()
	if !strings.Contains(flags, "--outDir") {
		flags += " --noEmit"
	}
	args := append([]string{"tsc", "--strict", "--target", "es2022", "--module", "nodenext"}, strings.Fields(flags)...)
	p.run("npx", append(args, name)...)
}

// run runs a program in the project's folder, which must succeed, and returns what it
// prints.
func (p *project) run(name string, args ...string) string {
	p.Helper()
	cmd := exec.CommandContext(p.Context(), name, args...)
	cmd.Dir, cmd.Env = p.dir, append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	var problems strings.Builder
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		p.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, out, problems.String())
	}
	return string(out)
}

func (p *project) read(name string) string {
	p.Helper()
	data, err := os.ReadFile(filepath.Join(p.dir, name))
	if err != nil {
		p.Fatal(err)
	}
	return string(data)
}

func (p *project) write(name, text string) {
	p.Helper()
	name = filepath.Join(p.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		p.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		p.Fatal(err)
	}
}

// freeAddr returns an address at which nobody listens.
func freeAddr(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	return listener.Addr().String()
}
