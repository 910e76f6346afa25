// Package thing has another name than the last element of its path.
package thing

// A Thing is a thing.
type Thing struct {
	Name string `json:"name"`
}
