package arrays

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Ints(_ context.Context, v [3]int) ([3]int, error)                    { return v, nil }
func (impl) Board(_ context.Context, v Board) (Board, error)                     { return v, nil }
func (impl) Key(_ context.Context, v Key) (Key, error)                           { return v, nil }
func (impl) Raw(_ context.Context, v [4]byte) ([4]byte, error)                   { return v, nil }
func (impl) Keys(_ context.Context, v []Key) ([]Key, error)                      { return v, nil }
func (impl) Cells(_ context.Context, v [2]Cell) ([2]Cell, error)                 { return v, nil }
func (impl) Rows(_ context.Context, v []Row) ([]Row, error)                      { return v, nil }
func (impl) Matrix(_ context.Context, v [][]float64) ([][]float64, error)        { return v, nil }
func (impl) Blobs(_ context.Context, v [][]byte) ([][]byte, error)               { return v, nil }
func (impl) ArrayOfSlices(_ context.Context, v [2][]string) ([2][]string, error) { return v, nil }
func (impl) SliceOfArrays(_ context.Context, v [][2]string) ([][2]string, error) { return v, nil }
func (impl) Pointers(_ context.Context, v []*[2]int) ([]*[2]int, error)          { return v, nil }
func (impl) Int8s(_ context.Context, v []int8) ([]int8, error)                   { return v, nil }
func (impl) All(_ context.Context, v All) (All, error)                           { return v, nil }

func TestEcho(t *testing.T) {
	roundtrip.Run(t, RegisterEcho, Echo(impl{}), NewEchoClient, func(t *testing.T, c *EchoClient) {
		roundtrip.Echo(t, c.Ints, [3]int{}, [3]int{1, 2, 3})
		board := Board{{{"a"}, {"b"}}, {{"c"}, {"d"}}}
		roundtrip.Echo(t, c.Board, Board{}, board)
		roundtrip.Echo(t, c.Key, Key{}, Key{1, 2, 3, 255})
		roundtrip.Echo(t, c.Raw, [4]byte{}, [4]byte{1, 2, 3, 255})
		roundtrip.Echo(t, c.Keys, []Key{}, []Key{{}, {1}})
		roundtrip.Echo(t, c.Cells, [2]Cell{}, [2]Cell{{"x"}, {"y"}})
		roundtrip.Echo(t, c.Rows, []Row{}, []Row{{}, {{"x"}}})
		roundtrip.Echo(t, c.Matrix, [][]float64{}, [][]float64{{}, {0.1, 1e300}})
		roundtrip.Echo(t, c.Blobs, [][]byte{}, [][]byte{{}, {0, 255}})
		roundtrip.Echo(t, c.ArrayOfSlices, [2][]string{{}, {"a"}})
		roundtrip.Echo(t, c.SliceOfArrays, [][2]string{}, [][2]string{{"a", "b"}})
		roundtrip.Echo(t, c.Pointers, []*[2]int{}, []*[2]int{nil, {1, 2}})
		roundtrip.Echo(t, c.Int8s, []int8{}, []int8{-128, 127})

		// Nil slices come back empty, at every depth.
		roundtrip.Becomes(t, c.Rows, nil, []Row{})
		roundtrip.Becomes(t, c.Matrix, [][]float64{nil}, [][]float64{{}})
		roundtrip.Becomes(t, c.Blobs, [][]byte{nil}, [][]byte{{}})
		roundtrip.Becomes(t, c.ArrayOfSlices, [2][]string{}, [2][]string{{}, {}})

		empty := All{Rows: []Row{}, Parts: [][][]int{}, Maps: [1]map[string]int{{}}}
		roundtrip.Becomes(t, c.All, All{}, empty)
		roundtrip.Echo(t, c.All, empty, All{
			Board: board, Key: Key{1}, Rows: []Row{{{"x"}}}, Maybe: &[2]int{1, 2},
			Parts: [][][]int{{{1}, {}}, {}}, Ptrs: [2]*Cell{nil, {"p"}}, Maps: [1]map[string]int{{"a": 1}},
		})
	})
}
