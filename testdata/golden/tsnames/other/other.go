// Package other declares a type of a name that another package uses, too.
package other

// Fields is not the other one.
type Fields struct {
	Other bool `json:"other"`
}
