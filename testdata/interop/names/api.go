// Package names has names that mean something to TypeScript, to TSRPC or to the files
// with the serviceProto.
package names

import (
	"context"
	"time"

	"github.com/rpcgen/rpcgen/testdata/interop/names/base"
)

//go:generate go tool rpcgen

type (
	// Date has the name of a class. */ alert(1) /*
	Date struct {
		Day  int       `json:"day"`  // */ } alert(2); { /*
		When time.Time `json:"when"` // one line /** more **/ // end
	}
	// Uint8Array has the name of a class.
	Uint8Array []uint8
	// ArrayBuffer has the name of a class.
	ArrayBuffer struct {
		Data Uint8Array `json:"data"`
	}
	// Array is generic, and so is what it is called with.
	Array[T any] struct {
		Of []T `json:"of"`
	}
	// Partial has the name of a type that TSRPC knows.
	Partial struct {
		ObjectID ObjectID `json:"objectId"`
		Omit     Omit     `json:"omit"`
	}
	// ObjectID has the name of a type that TSRPC knows.
	ObjectID string
	// Omit has the name of a type that TSRPC knows.
	Omit map[string]Omit
	// Record has the name of a type.
	Record map[int]string
	// ReqSay has the name of a request.
	ReqSay struct {
		Text string `json:"text"`
	}
	void struct {
		Never int `json:"never"`
	}
	any_ bool
	// Ärger is not ASCII.
	Ärger struct {
		Größe int `json:"größe"`
	}
)

// An Enum has members with unlucky names and values.
type Enum string

// The members.
const (
	Constructor Enum = "constructor"
	Quote       Enum = `"`
	Line        Enum = "\u2028\n*/"
	Null        Enum = "null"
	Number      Enum = "1"
)

// Fields has fields with unlucky names.
type Fields struct {
	Dashed   string   `json:"with-dash"`
	Spaced   string   `json:"with space"`
	Dollar   string   `json:"$dollar"`
	Digit    string   `json:"1st"`
	Index    string   `json:"0"`
	Class    string   `json:"class"`
	Length   int      `json:"length"`
	Reason   string   `json:"a.b/c:d|e[]{}"`
	Astral   string   `json:"𝒳"`
	ID       int      `json:"id"`
	Type     string   `json:"type"`
	Target   *Fields  `json:"target"`
	Optional []string `json:"optional,omitempty"`
}

// Client has methods with unlucky names.
//
//rpcgen:service
type Client interface {
	Delete(ctx context.Context, class, function, options, args, this string) (await, yield string, err error)
	Fields(ctx context.Context, f Fields) (Fields, error)
	Types(ctx context.Context, date Date, b ArrayBuffer, p Partial, r Record, e Enum) (Date, ArrayBuffer, Partial, Record, Enum, error)
	Generic(ctx context.Context, s Array[string], d Array[*Date], a Array[Array[[]Enum]], v void, x any_, y Ärger) error
	Base(ctx context.Context, c base.Cookie, r base.Request, s base.ServiceType) (base.Request, error)
	Say(ctx context.Context, req ReqSay) (ReqSay, error)
	//rpcgen:name deep/er/Say
	SayAgain(ctx context.Context, req ReqSay) (*ReqSay, error)
	//rpcgen:name grüße
	Greet(ctx context.Context) error
}

// ServiceProto is a service whose file would have the name of the serviceProto.
//
//rpcgen:service path=
type ServiceProto interface {
	// Say is another one.
	//
	// Deprecated: Use Client, which is
	// @newer. */
	Say(ctx context.Context, client int) (int, error)
	//rpcgen:name base
	Base(ctx context.Context) (Fields, error)
}
