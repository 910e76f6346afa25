package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/generator/diag"
)

// output prints problems, for people or for programs.
type output struct {
	out, err io.Writer
	json     bool
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
		o.problem(err)
		return
	}
	for _, d := range list {
		switch {
		case o.json:
			o.line(line{File: d.Pos.Filename, Line: d.Pos.Line, Column: d.Pos.Column, Code: string(d.Code), Message: d.Message})
		case d.Pos.Filename == "":
			o.problem(errors.New(d.Message))
		default:
			fmt.Fprintln(o.err, d)
		}
	}
}

// problem prints a problem that belongs to no file.
func (o *output) problem(err error) {
	if o.json {
		o.line(line{Message: err.Error()})
		return
	}
	fmt.Fprintf(o.err, "rpcgen: %v\n", err)
}

// stale prints how a file differs from what it should be.
func (o *output) stale(c generator.Change) {
	if o.json {
		o.line(line{File: c.Name, Code: string(diag.OutOfDate), Message: "is out of date; run rpcgen without -check", Diff: string(c.Diff())})
		return
	}
	_, _ = o.out.Write(c.Diff())
}

func (o *output) line(l line) {
	e := json.NewEncoder(o.out)
	e.SetEscapeHTML(false)
	_ = e.Encode(l)
}
