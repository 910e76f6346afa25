package model

import (
	"go/constant"
	"go/token"
)

// A Kind says what a type is on the wire. The list is closed: a switch over it
// is exhaustive.
type Kind int

// The kinds. A named type has the kind of what it is on the wire: type ISBN
// string is a String, time.Duration an Int64 with a declaration of its own.
const (
	Invalid Kind = iota
	Bool
	Int
	Int8
	Int16
	Int32
	Int64
	Uint
	Uint8
	Uint16
	Uint32
	Uint64
	Uintptr
	Float32
	Float64
	String
	Bytes   // a slice of bytes: base64 text
	Time    // time.Time: RFC 3339 text in UTC
	RawJSON // json.RawMessage: JSON as it stands
	Any     // any: whatever JSON there is
	Custom  // a type with its own MarshalJSON or UnmarshalJSON: whatever that writes
	Text    // a type with its own MarshalText and UnmarshalText: a string
	Pointer // Elem, or absent
	Slice   // of Elem
	Array   // of Len Elem
	Map     // from Key to Elem
	Struct  // Fields
)

// A Type is a type as it is used: a literal such as []string, or a mention of a
// declared one. All mentions of a declared type are one and the same *Type, so
// a recursive type is a cycle of pointers.
type Type struct {
	Kind Kind
	// Decl is where the type gets its name from; nil for the predeclared types
	// and for literals. A Go emitter that finds one prints its name and looks no further.
	Decl *Decl
	// Elem is what a Pointer points to or what a Slice, an Array or a Map holds.
	Elem *Type
	// Key is the key of a Map: a String, an integer or a Text kind.
	Key *Type
	// Len is the length of an Array.
	Len int64
	// Under is what a type is in Go whose Kind says how it travels: Struct for a Time,
	// String for json.Number, a Slice for RawJSON, and so on for Custom and Text. It is
	// Invalid for the other kinds, and for what nothing else can be, such as a func.
	Under Kind
	// TakesNull says that the type has an UnmarshalJSON, which is given a null too.
	TakesNull bool
	// ParsesKeys says of the Key of a Map that it has an UnmarshalText although it is
	// written as it stands.
	ParsesKeys bool
	// IsZero says that the type, or a pointer to it, has a method IsZero() bool, which
	// decides what the option omitzero leaves out.
	IsZero bool
	// Validates says that the type, or a pointer to it, declares a method Validate() error.
	// One that an embedded struct lends it does not count, as it is that struct's.
	Validates bool
	// Fields are the fields of a Struct in source order. Those of a literal
	// struct include the ones that do not travel, marked Hidden, because they
	// belong to the type's identity in Go.
	Fields []*Field
}

// A Decl is the declaration behind a named type.
type Decl struct {
	Package Package // zero for a predeclared type such as error
	Name    string
	Args    []*Type // type arguments of a generic type's instance
	Alias   bool    // declared with "="
	Target  *Type   // what an alias stands for
	Hidden  bool    // the output's package cannot write the name: it is unexported, or internal
	Doc     Doc
	Pos     token.Position
	Values  []*Value // the typed constants that the package declares for it: an enum's members
}

// A Value is one member of an enum.
type Value struct {
	Name  string
	Value constant.Value
	Doc   Doc
}

// A Field is a field of a struct, or of a generated envelope.
type Field struct {
	// Name is the field's name in Go; in a generated envelope the parameter's
	// name, with arg1, result or result1 where the author gave none.
	Name string
	// JSON is the name on the wire; "" for an embedded field, whose own fields
	// are promoted, and for one that does not travel.
	JSON string
	Type *Type
	Doc  Doc
	Pos  token.Position
	Tag  string // the struct tag as written, without quotes
	// Rules are what the values of the field must keep to, at most one of a kind, in the
	// order of the kinds.
	Rules []Rule

	Embedded  bool // an embedded struct (or pointer to one) whose fields are promoted
	Anonymous bool // an embedded field in Go, promoted or not
	Hidden    bool // does not travel: unexported, or tagged "-"; kept where a literal struct must be printed
	Optional  bool // may be absent on the wire
	OmitEmpty bool
	OmitZero  bool
	Quoted    bool // the "string" option: a number or bool in quotes
}
