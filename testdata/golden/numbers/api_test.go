package numbers

import (
	"context"
	"math"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Bool(_ context.Context, v bool) (bool, error)          { return v, nil }
func (impl) Int(_ context.Context, v int) (int, error)             { return v, nil }
func (impl) Int8(_ context.Context, v int8) (int8, error)          { return v, nil }
func (impl) Int16(_ context.Context, v int16) (int16, error)       { return v, nil }
func (impl) Int32(_ context.Context, v int32) (int32, error)       { return v, nil }
func (impl) Int64(_ context.Context, v int64) (int64, error)       { return v, nil }
func (impl) Uint(_ context.Context, v uint) (uint, error)          { return v, nil }
func (impl) Uint8(_ context.Context, v uint8) (uint8, error)       { return v, nil }
func (impl) Uint16(_ context.Context, v uint16) (uint16, error)    { return v, nil }
func (impl) Uint32(_ context.Context, v uint32) (uint32, error)    { return v, nil }
func (impl) Uint64(_ context.Context, v uint64) (uint64, error)    { return v, nil }
func (impl) Uintptr(_ context.Context, v uintptr) (uintptr, error) { return v, nil }
func (impl) Float32(_ context.Context, v float32) (float32, error) { return v, nil }
func (impl) Float64(_ context.Context, v float64) (float64, error) { return v, nil }
func (impl) String(_ context.Context, v string) (string, error)    { return v, nil }
func (impl) Rune(_ context.Context, v rune) (rune, error)          { return v, nil }
func (impl) Byte(_ context.Context, v byte) (byte, error)          { return v, nil }
func (impl) All(_ context.Context, v Numbers) (Numbers, error)     { return v, nil }

func TestEcho(t *testing.T) {
	roundtrip.Run(t, RegisterEcho, Echo(impl{}), NewEchoClient, func(t *testing.T, c *EchoClient) {
		roundtrip.Echo(t, c.Bool, false, true)
		roundtrip.Echo(t, c.Int, 0, math.MinInt, math.MaxInt)
		roundtrip.Echo(t, c.Int8, 0, math.MinInt8, math.MaxInt8)
		roundtrip.Echo(t, c.Int16, 0, math.MinInt16, math.MaxInt16)
		roundtrip.Echo(t, c.Int32, 0, math.MinInt32, math.MaxInt32)
		roundtrip.Echo(t, c.Int64, 0, math.MinInt64, math.MaxInt64, 1<<53+1)
		roundtrip.Echo(t, c.Uint, 0, math.MaxUint)
		roundtrip.Echo(t, c.Uint8, 0, math.MaxUint8)
		roundtrip.Echo(t, c.Uint16, 0, math.MaxUint16)
		roundtrip.Echo(t, c.Uint32, 0, math.MaxUint32)
		roundtrip.Echo(t, c.Uint64, 0, math.MaxUint64)
		roundtrip.Echo(t, c.Uintptr, 0, math.MaxUint32)
		roundtrip.Echo(t, c.Float32, 0, 0.1, math.MaxFloat32, math.SmallestNonzeroFloat32)
		roundtrip.Echo(t, c.Float64, 0, 0.1, -1e21, 1e-7, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Copysign(0, -1))
		roundtrip.Echo(t, c.String, "", "a", "\x00\t\n\"\\/<>&'\u2028\u2029\ufeff😀é", "\u007f\U0010ffff")
		roundtrip.Echo(t, c.Rune, '😀')
		roundtrip.Echo(t, c.Byte, 255)
		roundtrip.Echo(t, c.All, Numbers{}, Numbers{
			true, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12.5, 13.25, "s", 'r', 'b',
		})

		// Text that is not UTF-8 has the bad bytes replaced, as encoding/json does.
		roundtrip.Becomes(t, c.String, "a\xffb", "a\ufffdb")

		// What is no number in JSON is refused before it is sent.
		for _, bad := range []float64{math.NaN(), math.Inf(1)} {
			if got, err := c.Float64(t.Context(), bad); err == nil {
				t.Errorf("%v came back as %v", bad, got)
			}
		}
	})
}
