// Package pointers has pointers to everything.
package pointers

import "context"

//go:generate go tool rpcgen

// A Book has fields that are required.
type Book struct {
	Title string `json:"title"`
}

// A Draft has none: all of its fields may be absent.
type Draft struct {
	Title string `json:"title,omitempty"`
	Pages *int   `json:"pages"`
	Next  *Draft `json:"next"`
}

// A Shelf has pointers as fields.
type Shelf struct {
	Int    *int              `json:"int"`
	Text   *string           `json:"text"`
	Book   *Book             `json:"book"`
	Draft  *Draft            `json:"draft"`
	Double **int             `json:"double"`
	Triple ***Book           `json:"triple"`
	List   *[]string         `json:"list"`
	Map    *map[string]*Book `json:"map"`
	Books  []*Book           `json:"books"`
	Any    *any              `json:"any"`
}

// An IntPtr is a named pointer.
type IntPtr *int

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	Int(ctx context.Context, v *int) (*int, error)
	String(ctx context.Context, v *string) (*string, error)
	Book(ctx context.Context, v *Book) (*Book, error)
	Draft(ctx context.Context, v *Draft) (*Draft, error)
	Double(ctx context.Context, v **int) (**int, error)
	DoubleBook(ctx context.Context, v **Book) (**Book, error)
	Slice(ctx context.Context, v *[]string) (*[]string, error)
	Slices(ctx context.Context, v []*string) ([]*string, error)
	Map(ctx context.Context, v *map[string]int) (*map[string]int, error)
	Named(ctx context.Context, v IntPtr) (IntPtr, error)
	Shelf(ctx context.Context, v *Shelf) (*Shelf, error)
	Two(ctx context.Context, a *Book, b *Draft) (*Book, *Draft, error)
}
