package explorer

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
)

//go:embed page
var sources embed.FS

// scripts are the parts of the page's script, in order.
var scripts = []string{"json.js", "types.js", "form.js", "nested.js", "cookie.js", "curl.js", "golang.js", "call.js", "page.js"}

// The page's style and script are the same for every server; what differs is the data.
var (
	style  = source("page.css")
	script = join(scripts)
	around = strings.NewReplacer("{{style}}", style, "{{script}}", script).Replace(source("page.html"))
)

// policy lets the page run its own script, which its hash names, and call its own server.
// No text can become markup or script: trusted-types names none that may.
var policy = strings.Join([]string{
	"default-src 'none'",
	"script-src " + hash(script),
	"style-src " + hash(style),
	"img-src data:",
	"connect-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
	"require-trusted-types-for 'script'",
	"trusted-types 'none'",
}, "; ")

// source returns a file of the page. All of them are in the program.
func source(name string) string {
	data, err := fs.ReadFile(sources, "page/"+name)
	if err != nil {
		panic(err)
	}
	return string(data)
}

func join(names []string) string {
	var all strings.Builder
	for _, name := range names {
		all.WriteString(source(name))
	}
	return all.String()
}

// hash names an inline script or style in a policy.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// secure sets the headers that every answer has.
func secure(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-cache")
}

// A page is what is sent for a number of methods.
type page struct {
	methods int
	data    []byte
	tag     string
}

func newPage(d *description) (*page, error) {
	data, err := json.Marshal(d) // it escapes <, > and &, so that nothing in it ends the element
	if err != nil {
		return nil, err
	}
	before, after, _ := strings.Cut(around, "{{data}}")
	all := bytes.Join([][]byte{[]byte(before), data, []byte(after)}, nil)
	sum := sha256.Sum256(all)
	return &page{methods: len(d.Methods), data: all, tag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`}, nil
}

// serve sends the page. A browser asks each time whether the one that it has is the same.
func (p *page) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("ETag", p.tag)
	if r.Header.Get("If-None-Match") == p.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(p.data)))
	_, _ = w.Write(p.data) // whoever is gone does not get the rest
}
