package params

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Borrow(_ context.Context, isbn string, days int) (due, fee int, err error) {
	return days, len(isbn), nil
}

func (impl) Move(_ context.Context, books []Book, from, to, userId, pageURL, text string) ([]Book, []int, error) {
	return append(books, Book{Title: from + to + userId + pageURL + text}), []int{len(books)}, nil
}

func (impl) Compare(_ context.Context, left, right Book) (Book, Book, error) {
	return right, left, nil
}

func (impl) Mix(_ context.Context, b bool, i8 int8, u16 uint16, f float64, list []string, m map[string]int) (bool, int8, uint16, float64, []string, map[string]int, error) {
	return b, i8, u16, f, list, m, nil
}

func TestLibrary(t *testing.T) {
	roundtrip.Run(t, RegisterLibrary, Library(impl{}), NewLibraryClient, func(t *testing.T, c *LibraryClient) {
		ctx := t.Context()

		due, fee, err := c.Borrow(ctx, "978-3", 14)
		roundtrip.Same(t, err, roundtrip.List{due, fee}, roundtrip.List{14, 5})

		moved, ids, err := c.Move(ctx, []Book{{"Emma", 474}}, "a", "b", "c", "d", "e")
		roundtrip.Same(t, err, moved, []Book{{"Emma", 474}, {"abcde", 0}})
		roundtrip.Same(t, err, ids, []int{1})

		left, right, err := c.Compare(ctx, Book{"Emma", 474}, Book{"Ulysses", 732})
		roundtrip.Same(t, err, roundtrip.List{left, right}, roundtrip.List{Book{"Ulysses", 732}, Book{"Emma", 474}})

		b, i8, u16, f, list, m, err := c.Mix(ctx, true, -128, 65535, 0.1, []string{"x", ""}, map[string]int{"": -1})
		roundtrip.Same(t, err, roundtrip.List{b, i8, u16, f, list, m},
			roundtrip.List{true, int8(-128), uint16(65535), 0.1, []string{"x", ""}, map[string]int{"": -1}})

		// Nil slices and maps travel as empty ones.
		_, _, _, _, list, m, err = c.Mix(ctx, false, 0, 0, 0, nil, nil)
		roundtrip.Same(t, err, roundtrip.List{list, m}, roundtrip.List{[]string{}, map[string]int{}})
	})
}

// What each method writes is pinned.
func TestSizes(t *testing.T) {
	roundtrip.Sizes(t, RegisterLibrary, Library(impl{}), NewLibraryClient, func(c *LibraryClient) {
		ctx := t.Context()
		_, _, _ = c.Borrow(ctx, "978-3", 14)
		_, _, _ = c.Move(ctx, []Book{{"Emma", 474}}, "a", "b", "c", "d", "e")
		_, _, _ = c.Compare(ctx, Book{"Emma", 474}, Book{"Ulysses", 732})
		_, _, _, _, _, _, _ = c.Mix(ctx, true, -128, 65535, 0.1, []string{"x", ""}, map[string]int{"": -1})
	}, map[string]roundtrip.Size{
		"Library/Borrow":  {Request: 26, Response: 18},
		"Library/Move":    {Request: 102, Response: 78},
		"Library/Compare": {Request: 77, Response: 82},
		"Library/Mix":     {Request: 68, Response: 98},
	})
}
