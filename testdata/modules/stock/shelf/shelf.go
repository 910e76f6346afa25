// Package shelf says where things are.
package shelf

// A Place is a place on a shelf.
type Place struct {
	Row   int   `json:"row"`
	Level Level `json:"level"`
}

// A Level is how high something lies.
type Level uint8

// The levels, from below.
const (
	Bottom Level = iota + 1
	Middle
	Top
)
