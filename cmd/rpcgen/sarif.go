package main

import (
	"encoding/json"
	"go/token"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/diag/explain"
)

// A sarifLog collects problems and prints them as a log in the Static Analysis Results
// Interchange Format (SARIF 2.1.0), which code hosts and editors read.
type sarifLog struct {
	style   style
	results []sarifResult
}

type sarifResult struct {
	RuleID    string          `json:"ruleId,omitempty"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifLocation struct {
	Physical struct {
		Artifact struct {
			URI  string `json:"uri"`
			Base string `json:"uriBaseId,omitempty"`
		} `json:"artifactLocation"`
		Region *sarifRegion `json:"region,omitempty"`
	} `json:"physicalLocation"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
}

type sarifRule struct {
	ID    string    `json:"id"`
	Short sarifText `json:"shortDescription"`
	Help  sarifText `json:"help"`
}

// add adds a problem.
func (l *sarifLog) add(d diag.Diagnostic) {
	r := sarifResult{RuleID: string(d.Code), Level: "error", Message: sarifText{d.Message}}
	if d.Pos.Filename != "" {
		var at sarifLocation
		at.Physical.Artifact.URI, at.Physical.Artifact.Base = sarifURI(d.Pos.Filename)
		if d.Pos.Line > 0 {
			at.Physical.Region = &sarifRegion{StartLine: d.Pos.Line, StartColumn: l.column(d.Pos)}
		}
		r.Locations = []sarifLocation{at}
	}
	l.results = append(l.results, r)
}

// column counts in units of UTF-16, as the log says of itself. Go counts in bytes.
func (l *sarifLog) column(pos token.Position) int {
	text, ok := l.style.sourceLine(pos)
	if !ok || pos.Column == 0 || pos.Column-1 > len(text) {
		return pos.Column
	}
	return len(utf16.Encode([]rune(text[:pos.Column-1]))) + 1
}

// sarifURI returns a file's name as a URI, relative to the working directory where it
// lies below it.
func sarifURI(name string) (uri, base string) {
	if wd, err := os.Getwd(); err == nil {
		name = diag.Rel(wd, name)
	}
	u := url.URL{Path: filepath.ToSlash(name)}
	if filepath.IsAbs(name) {
		u.Scheme = "file"
		if !strings.HasPrefix(u.Path, "/") {
			u.Path = "/" + u.Path // C:/…
		}
		return u.String(), ""
	}
	return u.EscapedPath(), "%SRCROOT%"
}

// print prints the log, which is there even if there are no problems.
func (l *sarifLog) print(w io.Writer) error {
	rules := []sarifRule{}
	for _, r := range l.results {
		e, ok := explain.Find(r.RuleID)
		if !ok || slices.ContainsFunc(rules, func(have sarifRule) bool { return have.ID == r.RuleID }) {
			continue
		}
		rules = append(rules, sarifRule{r.RuleID, sarifText{e.Title}, sarifText{e.Text}})
	}
	if l.results == nil {
		l.results = []sarifResult{}
	}
	type object = map[string]any
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(object{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json",
		"version": "2.1.0",
		"runs": []object{{
			"tool": object{"driver": object{
				"name":           "rpcgen",
				"informationUri": "https://github.com/rpcgen/rpcgen",
				"rules":          rules,
			}},
			"columnKind": "utf16CodeUnits",
			"results":    l.results,
		}},
	})
}
