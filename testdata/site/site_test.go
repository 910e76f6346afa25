package site

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestBreaking(t *testing.T)       { follow(t, "breaking.md") }
func TestDiagnostics(t *testing.T)    { follow(t, "diagnostics.md") }
func TestGettingStarted(t *testing.T) { follow(t, "getting-started.md") }
func TestDocuments(t *testing.T)      { follow(t, "documents.md") }
func TestGuide(t *testing.T)          { follow(t, "guide.md") }
func TestMigrating(t *testing.T)      { follow(t, "migrating.md") }

// TestLinks looks for what the documents link to: files, and headings in them.
func TestLinks(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range append(names, filepath.Join(root, "README.md"), filepath.Join(root, "SECURITY.md"), filepath.Join(root, "CONTRIBUTING.md")) {
		text := read(t, name)
		for _, m := range regexp.MustCompile(`\]\(([^)\s]+)\)`).FindAllStringSubmatch(withoutCode(text), -1) {
			target, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, ":") {
				continue // elsewhere on the web
			}
			file := name
			if target != "" {
				file = filepath.Join(filepath.Dir(name), filepath.FromSlash(target))
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s links to %s, which is not there", filepath.Base(name), m[1])
				continue
			}
			if anchor != "" && !anchors(read(t, file))[anchor] {
				t.Errorf("%s links to %s, and there is no such heading", filepath.Base(name), m[1])
			}
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var fenced = regexp.MustCompile("(?ms)^```.*?^```$")

func withoutCode(text string) string { return fenced.ReplaceAllString(text, "") }

// anchors returns the names that headings have on GitHub.
func anchors(text string) map[string]bool {
	set := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(withoutCode(text), -1) {
		name := strings.ToLower(strings.ReplaceAll(m[1], " ", "-"))
		set[regexp.MustCompile(`[^\p{L}\p{N}_-]`).ReplaceAllString(name, "")] = true
	}
	return set
}
