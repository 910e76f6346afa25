// Package params has methods with several parameters and several results.
package params

import "context"

//go:generate go tool rpcgen

// A Book is a book on the shelf.
type Book struct {
	Title string `json:"title"`
	Pages int    `json:"pages"`
}

// Library lends books.
//
//rpcgen:service
type Library interface {
	// Borrow lends a book for some days. It returns when the book is due, counted
	// from today, and the fee in cents.
	Borrow(ctx context.Context, isbn string, days int) (due, fee int, err error)

	// Move puts books on another shelf.
	//
	//   - They keep their order.
	//   - Nothing is lost.
	Move(ctx context.Context, books []Book, from, to string, userId, pageURL string, html_text string) (moved []Book, ids []int, err error)

	/* Compare returns both books. */
	Compare(ctx context.Context, left, right Book) (Book, Book, error)

	Mix(ctx context.Context, b bool, i8 int8, u16 uint16, f float64, list []string, m map[string]int) (bool, int8, uint16, float64, []string, map[string]int, error)
}
