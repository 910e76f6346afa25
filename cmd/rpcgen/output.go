package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/token"
	"io"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/generator/diag"
)

// output prints problems, for people or for programs.
type output struct {
	out, err io.Writer
	json     bool
	sarif    *sarifLog // not nil: problems are collected there, until close
	style    style
}

// A line is a problem as -json prints it.
type line struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message"`
	Diff    string `json:"diff,omitempty"`
}

// problems prints all problems that err holds.
func (o *output) problems(err error) {
	list, ok := errors.AsType[diag.List](err)
	if !ok {
		list = diag.List{{Message: err.Error()}}
	}
	for _, d := range list {
		o.one(d)
	}
}

// problem prints a problem that belongs to no file.
func (o *output) problem(err error) { o.one(diag.Diagnostic{Message: err.Error()}) }

func (o *output) one(d diag.Diagnostic) {
	switch {
	case o.sarif != nil:
		o.sarif.add(d)
	case o.json:
		o.line(line{File: d.Pos.Filename, Line: d.Pos.Line, Column: d.Pos.Column, Code: string(d.Code), Message: d.Message})
	case d.Pos.Filename == "":
		fmt.Fprintf(o.err, "rpcgen: %s\n", d.Message)
	default:
		o.style.print(o.err, d)
	}
}

// stale prints how a file differs from what it should be.
func (o *output) stale(c generator.Change) {
	const message = "is out of date; run rpcgen without -check"
	switch {
	case o.sarif != nil:
		o.sarif.add(diag.Diagnostic{Pos: token.Position{Filename: c.Name}, Code: diag.OutOfDate, Message: message})
	case o.json:
		o.line(line{File: c.Name, Code: string(diag.OutOfDate), Message: message, Diff: string(c.Diff())})
	default:
		_, _ = o.out.Write(c.Diff())
	}
}

func (o *output) line(l line) {
	e := json.NewEncoder(o.out)
	e.SetEscapeHTML(false)
	_ = e.Encode(l)
}

// close prints what has been collected.
func (o *output) close() error {
	if o.sarif == nil {
		return nil
	}
	return o.sarif.print(o.out)
}
