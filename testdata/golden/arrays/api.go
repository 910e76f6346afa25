// Package arrays has arrays, slices and what they nest.
package arrays

import "context"

//go:generate go tool rpcgen

// A Cell is one cell of a board.
type Cell struct {
	Mark string `json:"mark"`
}

// Size is the length of a board's side.
const Size = 2

// A Board is a named array of arrays of structs.
type Board [Size][Size]Cell

// A Key is a named array of bytes.
type Key [4]byte

// A Row is a named slice.
type Row []Cell

// All has them all as fields.
type All struct {
	Board Board             `json:"board"`
	Key   Key               `json:"key"`
	Rows  []Row             `json:"rows"`
	Maybe *[2]int           `json:"maybe,omitempty"`
	Parts [][][]int         `json:"parts"`
	Ptrs  [2]*Cell          `json:"ptrs"`
	Maps  [1]map[string]int `json:"maps"`
	Zero  [0]int            `json:"zero"`
}

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	Ints(ctx context.Context, v [3]int) ([3]int, error)
	Board(ctx context.Context, v Board) (Board, error)
	Key(ctx context.Context, v Key) (Key, error)
	Raw(ctx context.Context, v [4]byte) ([4]byte, error)
	Keys(ctx context.Context, v []Key) ([]Key, error)
	Cells(ctx context.Context, v [2]Cell) ([2]Cell, error)
	Rows(ctx context.Context, v []Row) ([]Row, error)
	Matrix(ctx context.Context, v [][]float64) ([][]float64, error)
	Blobs(ctx context.Context, v [][]byte) ([][]byte, error)
	ArrayOfSlices(ctx context.Context, v [2][]string) ([2][]string, error)
	SliceOfArrays(ctx context.Context, v [][2]string) ([][2]string, error)
	Pointers(ctx context.Context, v []*[2]int) ([]*[2]int, error)
	Int8s(ctx context.Context, v []int8) ([]int8, error)
	All(ctx context.Context, v All) (All, error)
}
