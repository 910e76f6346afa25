// Package constraints has services in files with build constraints, which the
// stubs repeat.
package constraints

// The file optional.go is for its tag only, and go generate does not see it.
//
//go:generate go tool rpcgen -tags rpcgen_optional -type Optional
