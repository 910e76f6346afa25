// Package fmt has the name of a package of the standard library.
package fmt

// A Format is a format.
type Format string
