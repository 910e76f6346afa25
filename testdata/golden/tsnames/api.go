// Package tsnames has names that mean something to JavaScript, to TypeScript or to the
// runtime part of the clients in it.
package tsnames

import (
	"context"
	"time"

	"github.com/rpcgen/rpcgen/testdata/golden/tsnames/other"
)

//go:generate go tool rpcgen

type (
	// Date has the name of a class. */ alert(1) /*
	Date struct {
		Day  int       `json:"day"`
		When time.Time `json:"when"`
	}
	// Map has the name of a class, and refers to itself.
	Map map[string]Map
	// Promise has the name of a class.
	Promise struct {
		Kept bool `json:"kept"`
	}
	// Record has the name of a type.
	Record []byte
	// Error has the name of a class.
	Error string
	// Uint8Array has the name of a class.
	Uint8Array []uint8
	// Schema has a name of the runtime part.
	Schema struct {
		Fields map[string]*Method `json:"fields"`
	}
	// Method has a name of the runtime part.
	Method struct {
		Schema *Schema `json:"schema"`
		Jar    Jar     `json:"jar"`
	}
	// Jar has a name of the runtime part, and constants.
	Jar int
	// CallOptions has a name of the runtime part.
	CallOptions struct{ Timeout int }
	// RpcError has a name of the runtime part.
	RpcError struct{ Message string }
	// String is a generic type with an unlucky name.
	String[T any] struct {
		Of T `json:"of"`
	}
	void struct {
		Never int `json:"never"`
	}
)

// The jars.
const (
	constructor Jar = iota + 1
	Prototype
)

// Fields has fields with unlucky names.
type Fields struct {
	Constructor    string `json:"constructor"`
	ToString       int    `json:"toString"`
	HasOwnProperty bool   `json:"hasOwnProperty"`
	Prototype      string `json:"prototype"`
	Dashed         string `json:"with-dash"`
	Spaced         string `json:"with space"`
	Dollar         string `json:"$dollar"`
	Digit          string `json:"1st"`
	Umlaut         string `json:"größe"`
	Class          string `json:"class"`
	Default        string `json:"default"`
	Then           string `json:"then"`
	Cookie         string `json:"cookie"`
	Length         int    `json:"length"`
	Optional       string `json:"optional,omitempty"`
	Reason         string `json:"a.b/c:d"`
}

// Client has methods with unlucky names.
//
//rpcgen:service
type Client interface {
	Constructor(ctx context.Context, constructor string) (string, error)
	Client(ctx context.Context, client int) (int, error)
	Then(ctx context.Context, resolve string) (string, error)
	Delete(ctx context.Context, class, function, options, args, this string) (await, yield string, err error)
	Call(ctx context.Context, options map[string]int) (map[string]int, error)
	Fields(ctx context.Context, f Fields) (Fields, error)
	Types(ctx context.Context, date Date, m Map, promise Promise, record Record, e Error) (Date, Map, Promise, Record, Error, error)
	Runtime(ctx context.Context, bytes Uint8Array, schema Schema, method Method, jar Jar, options CallOptions, failure RpcError) (Uint8Array, Schema, Method, Jar, CallOptions, RpcError, error)
	Generic(ctx context.Context, s String[string], d String[*Date], v void) (String[string], String[*Date], void, error)
	Twin(ctx context.Context, here Fields, there other.Fields) (Fields, other.Fields, error)
}

// Twin has a method that another service has, too.
//
//rpcgen:service
type Twin interface {
	Client(ctx context.Context, client int) (int, error)
	// Old does what [Twin.Client] does.
	//
	// Deprecated: Use Client, which is
	// @newer.
	Old(ctx context.Context, client int) (int, error)
}

// Set has a method that would have the name of a function.
//
//rpcgen:service
type Set interface {
	Timeout(ctx context.Context, ms int) (int, error)
}
