// Package parts has structs that others embed.
package parts

import "encoding/json"

// A Stamp has what may be null or left out.
type Stamp struct {
	By   string          `json:"by,omitempty"`
	Note *string         `json:"note"`
	Raw  json.RawMessage `json:"raw"`
	Any  any             `json:"any,omitempty"`
}

type hidden struct {
	Shown string `json:"shown"`
}

// A Sealed embeds a struct that only this package can name.
type Sealed struct {
	hidden
	Seal int `json:"seal"`
}

// NewSealed returns a sealed one.
func NewSealed(shown string, seal int) *Sealed { return &Sealed{hidden{shown}, seal} }
