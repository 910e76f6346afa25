// Package tags has struct fields with all the options of encoding/json.
package tags

//lint:file-ignore SA5008 the tags are odd on purpose

import (
	"context"
	"time"
)

//go:generate go tool rpcgen

// An Options is left out when it says so itself.
type Options struct{ On bool }

// IsZero is what omitzero asks.
func (o Options) IsZero() bool { return !o.On }

// A Form has every option.
type Form struct {
	Untagged  int
	Named     string         `json:"a_name"`
	Empty     string         `json:"empty,omitempty"`
	EmptyList []int          `json:"emptyList,omitempty"`
	EmptyMap  map[string]int `json:"emptyMap,omitempty"`
	EmptyPtr  *int           `json:"emptyPtr,omitempty"`
	EmptyArr  [0]int         `json:"emptyArr,omitempty"`
	Zero      time.Time      `json:"zero,omitzero"`
	ZeroOwn   Options        `json:"zeroOwn,omitzero"`
	ZeroList  []int          `json:"zeroList,omitzero"`
	Both      []string       `json:"both,omitempty,omitzero"`
	Quoted    int64          `json:"quoted,string"`
	QuotedF   float64        `json:"quotedF,string"`
	QuotedB   bool           `json:"quotedB,string,omitempty"`
	QuotedS   string         `json:"quotedS,string"`
	QuotedP   *uint8         `json:"quotedP,string"`
	NotQuoted []int          `json:"notQuoted,string"`
	Skipped   string         `json:"-"`
	Dash      string         `json:"-,"`
	Default   string         `json:",omitempty"`
	Odd       string         `json:"größe/$%-_.:;<=>?@[]^{|}~ x"`
	Bad       string         `json:"not\"valid"`
	Other     string         `xml:"other" yaml:"o"`
	Chan      chan int       `json:"-"`
	Unknown   bool           `json:"unknown,someoption"`
	own       int
}

// Cases has names that differ in case only.
type Cases struct {
	Name string `json:"name"`
	NAME string `json:"NAME"`
	NaMe string
}

// Clash has two fields of one name: the one with the tag travels.
type Clash struct {
	A    int `json:"B"`
	B    int
	Rest int `json:"rest"`
}

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	Form(ctx context.Context, v Form) (Form, error)
	Forms(ctx context.Context, v []Form, n int) ([]Form, int, error)
	Cases(ctx context.Context, v Cases) (Cases, error)
	Clash(ctx context.Context, v Clash) (Clash, error)
}
