// Package parts has structs that others embed.
package parts

import "time"

// A Stamp tells when something was made.
type Stamp struct {
	Made time.Time `json:"made"`
	By   string    `json:"by"`
}

// A hidden struct has exported fields.
type hidden struct {
	Shown string `json:"shown"`
	own   int
}

// A Box embeds a struct that is not exported.
type Box struct {
	hidden
	Size int `json:"size"`
}

// NewBox returns a box.
func NewBox(shown string, size int) Box {
	return Box{hidden: hidden{Shown: shown, own: 1}, Size: size}.clean()
}

func (b Box) clean() Box {
	b.own = 0
	return b
}
