package model

import (
	"go/token"
	"time"
)

// A Service is an interface whose methods can be called from another program.
type Service struct {
	Name    string // the interface's name in Go
	Path    string // the service's name on the wire; "" puts the methods at the root
	Doc     Doc
	Pos     token.Position
	Methods []*Method
}

// A Method is one method of a service.
type Method struct {
	Name string // the method's name in Go
	Wire string // the full name on the wire, such as "Library/Borrow"
	Doc  Doc
	Pos  token.Position

	Context  bool     // the first parameter is a context.Context
	Params   []*Param // without the context
	Results  []*Param // without the error
	Variadic bool     // the last of Params was declared as ...T; its type is the slice

	Idempotent bool          // to carry it out twice is as good as once
	Lifetime   time.Duration // for how long its answers may be kept, 0 if they may not

	Request  *Envelope
	Response *Envelope
}

// A Param is a parameter or a result of a method.
type Param struct {
	// Name is the author's name, "" where there is none or where it is "_".
	Name string
	Type *Type
	Pos  token.Position
	// Flat says that values of the type are equal by == exactly if their contents are,
	// and that copies share nothing: no pointer, slice or the like is in them.
	Flat bool
}

// An Envelope is the message that carries the parameters or the results of a
// method, together with the cookie.
type Envelope struct {
	// Authored is the author's own envelope, a struct that embeds the runtime's
	// base type and is the only parameter or result; nil where the envelope is
	// to be generated. It is the struct type even where a pointer is passed.
	Authored *Type
	// Pointer says that the authored envelope is passed by pointer.
	Pointer bool
	// Fields are what a generated envelope holds beside the base, one for each
	// parameter or result and in the same order.
	Fields []*Field
}

// A Doc is what a comment says of a declaration.
type Doc struct {
	// Text is the comment as go/ast's CommentGroup.Text gives it: without
	// markers and directives, ending in a newline if not empty.
	Text string
	// Deprecated is the text after "Deprecated:", "" if there is none.
	Deprecated string
}
