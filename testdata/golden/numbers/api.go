// Package numbers has all basic types.
package numbers

import "context"

//go:generate go tool rpcgen

// Numbers has them as fields.
type Numbers struct {
	Bool    bool
	Int     int
	Int8    int8
	Int16   int16
	Int32   int32
	Int64   int64
	Uint    uint
	Uint8   uint8
	Uint16  uint16
	Uint32  uint32
	Uint64  uint64
	Uintptr uintptr
	Float32 float32
	Float64 float64
	String  string
	Rune    rune
	Byte    byte
}

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	Bool(ctx context.Context, v bool) (bool, error)
	Int(ctx context.Context, v int) (int, error)
	Int8(ctx context.Context, v int8) (int8, error)
	Int16(ctx context.Context, v int16) (int16, error)
	Int32(ctx context.Context, v int32) (int32, error)
	Int64(ctx context.Context, v int64) (int64, error)
	Uint(ctx context.Context, v uint) (uint, error)
	Uint8(ctx context.Context, v uint8) (uint8, error)
	Uint16(ctx context.Context, v uint16) (uint16, error)
	Uint32(ctx context.Context, v uint32) (uint32, error)
	Uint64(ctx context.Context, v uint64) (uint64, error)
	Uintptr(ctx context.Context, v uintptr) (uintptr, error)
	Float32(ctx context.Context, v float32) (float32, error)
	Float64(ctx context.Context, v float64) (float64, error)
	String(ctx context.Context, v string) (string, error)
	Rune(ctx context.Context, v rune) (rune, error)
	Byte(ctx context.Context, v byte) (byte, error)
	All(ctx context.Context, v Numbers) (Numbers, error)
}
