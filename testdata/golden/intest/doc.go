// Package intest has services that its tests declare.
package intest

// A Note is a type of the package.
type Note struct {
	Text string `json:"text"`
}
