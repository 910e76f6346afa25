// Package codecs has fields of every kind, with every reason to leave them out, that
// generated functions write and read without reflection.
package codecs

//lint:file-ignore SA5008 the tags are odd on purpose

import (
	"context"
	"encoding/json"
	"time"
)

//go:generate go tool rpcgen

// Some types with names.
type (
	Name   string
	Names  []Name
	Level  uint16
	Grid   [2][2]int
	Counts map[Name]int
	Blob   []byte
	Stamp  time.Time // it has no fields that travel
	Empty  struct{}
)

// IsZero is what omitzero asks.
func (l Level) IsZero() bool { return l == 7 }

// A Part is within others.
type Part struct {
	Name Name    `json:"name"`
	Size float32 `json:"size,omitempty"`
	Next *Part   `json:"next"`
}

// A Page is generic.
type Page[T any] struct {
	Items []T `json:"items"`
}

// Kinds has a field of every kind.
type Kinds struct {
	B     bool                         `json:"b"`
	I     int                          `json:"i"`
	I8    int8                         `json:"i8"`
	I64   int64                        `json:"i64"`
	U     uintptr                      `json:"u"`
	U8    uint8                        `json:"u8"`
	F32   float32                      `json:"f32"`
	F64   float64                      `json:"f64"`
	S     string                       `json:"s"`
	Bytes []byte                       `json:"bytes"`
	Blob  Blob                         `json:"blob"`
	Time  time.Time                    `json:"time"`
	Wait  time.Duration                `json:"wait"`
	Raw   json.RawMessage              `json:"raw"`
	Any   any                          `json:"any"`
	Num   json.Number                  `json:"num"`
	Part  Part                         `json:"part"`
	Empty Empty                        `json:"empty"`
	Names Names                        `json:"names"`
	Grid  Grid                         `json:"grid"`
	Count Counts                       `json:"count"`
	Rows  [][]Part                     `json:"rows"`
	Ptrs  []*int                       `json:"ptrs"`
	Twice **string                     `json:"twice"`
	Deep  map[string][]map[string]Part `json:"deep"`
	Page  Page[[]*Part]                `json:"page"`
	Free  map[string]any               `json:"free"`
	ByInt map[int]Part                 `json:"byInt"`
	Times []time.Time                  `json:"times"`
	Maybe []any                        `json:"maybe"`
}

// Left has every reason to leave a field out.
type Left struct {
	B    bool            `json:"b,omitempty"`
	I    int             `json:"i,omitempty"`
	U    uint            `json:"u,omitzero"`
	F    float64         `json:"f,omitzero"`
	S    string          `json:"s,omitzero"`
	L    []int           `json:"l,omitempty"`
	Z    []int           `json:"z,omitzero"`
	M    map[string]int  `json:"m,omitempty,omitzero"`
	N    map[string]int  `json:"n,omitzero"`
	None [0]int          `json:"none,omitempty"`
	One  [1]int          `json:"one,omitempty"`
	Two  [2]int          `json:"two,omitzero"`
	T    time.Time       `json:"t,omitempty"`
	Y    time.Time       `json:"y,omitzero"`
	YP   *time.Time      `json:"yp,omitzero"`
	P    *Part           `json:"p,omitempty"`
	Part Part            `json:"part,omitzero"`
	Any  any             `json:"any,omitempty"`
	Raw  json.RawMessage `json:"raw,omitempty"`
	Lvl  Level           `json:"lvl,omitzero"`
	LvlP *Level          `json:"lvlp,omitzero"`
	Blob Blob            `json:"blob,omitempty"`
}

// Quoted has numbers and others within strings.
type Quoted struct {
	I int         `json:"i,string"`
	U *uint8      `json:"u,string"`
	F float64     `json:"f,string,omitempty"`
	B bool        `json:"b,string"`
	S Name        `json:"s,string"`
	P *string     `json:"p,string"`
	N json.Number `json:"n,string"`
	L []int       `json:"l,string"`
}

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	Kinds(ctx context.Context, v Kinds) (Kinds, error)
	Left(ctx context.Context, v Left) (Left, error)
	Quoted(ctx context.Context, v Quoted) (Quoted, error)
	Lists(ctx context.Context, v []Quoted, w map[Name]Left) ([]Quoted, map[Name]Left, error)
}
