package generics

import (
	"context"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/testdata/golden/generics/paging"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) List(_ context.Context, after string) (paging.Page[Book], error) {
	return paging.Page[Book]{Items: []Book{{"Emma"}}, Next: after}, nil
}
func (impl) Add(_ context.Context, b Book) (int, error) { return len(b.Title), nil }
func (impl) Page(_ context.Context, p paging.Page[Book]) (paging.Page[Book], error) {
	return p, nil
}
func (impl) Pages(_ context.Context, p []paging.Page[*Book], n int) ([]paging.Page[*Book], int, error) {
	return p, n, nil
}
func (impl) Pair(_ context.Context, p paging.Pair[string, int]) (paging.Pair[string, int], error) {
	return p, nil
}
func (impl) Nested(_ context.Context, v paging.Pair[string, paging.Page[Option[Book]]]) (paging.Pair[string, paging.Page[Option[Book]]], error) {
	return v, nil
}
func (impl) Tree(_ context.Context, tree *Tree[time.Duration]) (*Tree[time.Duration], error) {
	return tree, nil
}
func (impl) Lists(_ context.Context, l List[List[int]]) (List[List[int]], error) { return l, nil }
func (impl) Table(_ context.Context, t Table[string, Range[float64]]) (Table[string, Range[float64]], error) {
	return t, nil
}
func (impl) Ranges(_ context.Context, from Range[int], to Range[float64]) (Range[int], Range[float64], error) {
	return from, to, nil
}
func (impl) Keyed(_ context.Context, k Keyed[int64]) (Keyed[int64], error) { return k, nil }
func (impl) Literal(_ context.Context, o Option[struct {
	Name string `json:"name"`
}]) (Option[map[string][]int], error) {
	if o.Value == nil {
		return Option[map[string][]int]{}, nil
	}
	return Option[map[string][]int]{Value: &map[string][]int{o.Value.Name: {1}}}, nil
}

func TestBooks(t *testing.T) {
	roundtrip.Run(t, RegisterBooks, Books(impl{}), NewBooksClient, func(t *testing.T, c *BooksClient) {
		ctx := t.Context()
		page, err := c.List(ctx, "x")
		roundtrip.Same(t, err, page, paging.Page[Book]{Items: []Book{{"Emma"}}, Next: "x"})
		n, err := c.Add(ctx, Book{"Emma"})
		roundtrip.Same(t, err, n, 4)

		roundtrip.Echo(t, c.Page, page, paging.Page[Book]{Items: []Book{}})
		pages, n, err := c.Pages(ctx, []paging.Page[*Book]{{Items: []*Book{nil, {"Emma"}}}}, 3)
		roundtrip.Same(t, err, pages, []paging.Page[*Book]{{Items: []*Book{nil, {"Emma"}}}})
		roundtrip.Same(t, err, n, 3)

		roundtrip.Echo(t, c.Pair, paging.Pair[string, int]{}, paging.Pair[string, int]{Key: "a", Value: 1})
		roundtrip.Echo(t, c.Nested, paging.Pair[string, paging.Page[Option[Book]]]{
			Key: "a", Value: paging.Page[Option[Book]]{Items: []Option[Book]{{}, {&Book{"Emma"}}}},
		})
		roundtrip.Echo(t, c.Tree, nil, &Tree[time.Duration]{
			Value: 1, Left: &Tree[time.Duration]{Value: 2, Others: []*Tree[time.Duration]{}},
			Others: []*Tree[time.Duration]{nil, {Value: 3, Others: []*Tree[time.Duration]{}}},
		})
		roundtrip.Echo(t, c.Lists, List[List[int]]{}, List[List[int]]{{1, 2}, {}})
		roundtrip.Echo(t, c.Table, Table[string, Range[float64]]{}, Table[string, Range[float64]]{"a": {{0.5, 1}}})
		from, to, err := c.Ranges(ctx, Range[int]{1, 2}, Range[float64]{0.25, 2})
		roundtrip.Same(t, err, roundtrip.List{from, to}, roundtrip.List{Range[int]{1, 2}, Range[float64]{0.25, 2}})
		roundtrip.Echo(t, c.Keyed, Keyed[int64]{Range[int]{1, 2}, 1 << 62})

		lit, err := c.Literal(ctx, Option[struct {
			Name string `json:"name"`
		}]{Value: &struct {
			Name string `json:"name"`
		}{"n"}})
		roundtrip.Same(t, err, lit, Option[map[string][]int]{Value: &map[string][]int{"n": {1}}})
		lit, err = c.Literal(ctx, Option[struct {
			Name string `json:"name"`
		}]{})
		roundtrip.Same(t, err, lit, Option[map[string][]int]{})
	})
}

type ints struct{}

func (ints) List(_ context.Context, after string) (paging.Page[int], error) {
	return paging.Page[int]{Items: []int{1, 2}, Next: after}, nil
}
func (ints) Add(_ context.Context, v int) (int, error) { return v, nil }

func TestInts(t *testing.T) {
	roundtrip.Run(t, RegisterInts, Ints(ints{}), NewIntsClient, func(t *testing.T, c *IntsClient) {
		page, err := c.List(t.Context(), "")
		roundtrip.Same(t, err, page, paging.Page[int]{Items: []int{1, 2}})
		roundtrip.Echo(t, c.Add, 7)
	})
}
