// Package recursive has structs that mention themselves.
package recursive

import "context"

//go:generate go tool rpcgen

// A Tree has children by slice, map and pointer.
type Tree struct {
	Name     string          `json:"name"`
	Children []Tree          `json:"children"`
	ByName   map[string]Tree `json:"byName"`
	Parent   *Tree           `json:"parent,omitempty"`
}

// A Person knows a company, which knows persons.
type Person struct {
	Name string   `json:"name"`
	Work *Company `json:"work"`
}

// A Company is where persons work.
type Company struct {
	Name  string            `json:"name"`
	Staff []*Person         `json:"staff"`
	Roles map[string]Person `json:"roles"`
}

// Nest is a slice of itself.
type Nest []Nest

// Dirs is a map of itself.
type Dirs map[string]Dirs

// A Link embeds a pointer to a struct that embeds a pointer to it.
type Link struct {
	Value int `json:"value"`
	*Chain
}

// A Chain is the other half of Link.
type Chain struct {
	Next *Link   `json:"next"`
	Row  [2]Nest `json:"row"`
}

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	Tree(ctx context.Context, tree Tree) (Tree, error)
	Forest(ctx context.Context, trees []*Tree) ([]*Tree, error)
	Person(ctx context.Context, person Person) (Person, error)
	Both(ctx context.Context, person Person, company Company) (Person, Company, error)
	Nest(ctx context.Context, nest Nest) (Nest, error)
	Dirs(ctx context.Context, dirs Dirs) (Dirs, error)
	Link(ctx context.Context, link Link) (Link, error)
}
