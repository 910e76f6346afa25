// Package colors has an enum that others use.
package colors

// A Color is a color.
type Color string

// The colors.
const (
	Red   Color = "red"
	Green Color = "green"
)
