// Package model describes services as plain data: what they are called, what
// their methods take and return, and how each type looks on the wire.
//
// The loader fills it from Go source and the emitters read it. It knows no
// target language: names of fields and types in Go, TypeScript and so on are
// the emitters' own business. Everything is in source order, so that the same
// source always gives the same model and the same model the same output.
package model

import "go/token"

// An API is what one run of the generator turns into one output file: the
// services that are declared in one source file.
type API struct {
	// Package is where the output goes.
	Package Package
	// Origin is the package that declares the services. It differs from Package
	// when stubs are written for somebody else's interfaces.
	Origin Package
	// Source is the base name of the file that declares the services. The output
	// is named after it.
	Source string
	// Test says that Source is a test file, so that the output must be one too.
	Test bool
	// Constraint is the build constraint of Source as the expression after
	// "//go:build", with what its name implies (_linux, _arm64); "" if there is none.
	Constraint string
	// Taken holds the names that Package declares at package level outside of
	// generated files, with where each is declared. Generated names stay clear of them.
	Taken map[string]token.Position
	// Services are the services in source order.
	Services []*Service
}

// A Package is a Go package.
type Package struct {
	Path string // import path, "example.com/library"
	Name string // name in the package clause, "library"
}
