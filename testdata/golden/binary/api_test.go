package binary

import (
	"bytes"
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Bytes(_ context.Context, v []byte) ([]byte, error)     { return v, nil }
func (impl) Blob(_ context.Context, v Blob) (Blob, error)          { return v, nil }
func (impl) Bits(_ context.Context, v Bits) (Bits, error)          { return v, nil }
func (impl) Uint8s(_ context.Context, v []uint8) ([]uint8, error)  { return v, nil }
func (impl) File(_ context.Context, v File) (File, error)          { return v, nil }
func (impl) Pointer(_ context.Context, v *[]byte) (*[]byte, error) { return v, nil }

func TestEcho(t *testing.T) {
	roundtrip.Run(t, RegisterEcho, Echo(impl{}), NewEchoClient, func(t *testing.T, c *EchoClient) {
		roundtrip.Echo(t, c.Bytes, []byte{}, []byte{0}, []byte{0, 1}, []byte{0, 1, 2, 255}, bytes.Repeat([]byte("long"), 50000))
		roundtrip.Echo(t, c.Blob, Blob{}, Blob{1, 2})
		roundtrip.Echo(t, c.Bits, Bits{}, Bits{1, 0})
		roundtrip.Echo(t, c.Uint8s, []uint8{}, []uint8{255})

		// Nil bytes come back empty.
		roundtrip.Becomes(t, c.Bytes, nil, []byte{})
		roundtrip.Becomes(t, c.Blob, nil, Blob{})
		roundtrip.Becomes(t, c.File, File{}, File{Data: []byte{}, Bits: Bits{}, Map: map[string]Blob{}})

		roundtrip.Echo(t, c.File, File{
			Name: "a", Data: []byte{1}, Sum: Blob{2}, Bits: Bits{3}, Ptr: &[]byte{4}, Map: map[string]Blob{"a": {5}, "b": {}},
		})
		roundtrip.Echo(t, c.Pointer, nil, &[]byte{}, &[]byte{1})
	})
}
