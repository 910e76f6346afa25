// Package binary has slices of bytes, which travel as base64.
package binary

import "context"

//go:generate go tool rpcgen

// A Blob is a named slice of bytes.
type Blob []byte

// A Bit is a named byte.
type Bit byte

// Bits is a named slice of named bytes.
type Bits []Bit

// A File has bytes as fields.
type File struct {
	Name string          `json:"name"`
	Data []byte          `json:"data"`
	Sum  Blob            `json:"sum,omitempty"`
	Bits Bits            `json:"bits"`
	Ptr  *[]byte         `json:"ptr"`
	Map  map[string]Blob `json:"map"`
}

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	Bytes(ctx context.Context, v []byte) ([]byte, error)
	Blob(ctx context.Context, v Blob) (Blob, error)
	Bits(ctx context.Context, v Bits) (Bits, error)
	Uint8s(ctx context.Context, v []uint8) ([]uint8, error)
	File(ctx context.Context, v File) (File, error)
	Pointer(ctx context.Context, v *[]byte) (*[]byte, error)
}
