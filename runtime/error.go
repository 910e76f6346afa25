package runtime

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strings"
)

// An Error is an error that travels: what a handler returns as an *Error, plain
// or wrapped, reaches the caller as it is. Any other error stays on its side
// and the caller sees "Internal Server Error".
//
// The errors of the types [NetworkError] and [ClientError] that calls return
// stay too: a handler that calls another service and cannot reach it fails with
// an internal error, unless it makes an Error of its own of that.
//
// A service may declare its errors once, as variables, and compare on both
// sides with errors.Is; see [Error.Is].
type Error struct {
	// Message is meant for the caller.
	Message string
	// Type says whose fault it is; "" is [APIError].
	Type ErrorType
	// Code is what a program compares: a string, an int, or nil for none.
	Code any
	// Data are further fields for the caller, on the wire beside message, type
	// and code. They must be JSON values.
	Data map[string]any

	cause error
	local bool // of a call that this side made and that failed on this side
}

// Errorf returns an [APIError] with a code (a string, an int, or nil) and a
// message made as fmt.Errorf makes it. The errors among the arguments of %w are
// the cause: errors.Is and errors.As find them on this side, and they do not
// travel, though their text does.
func Errorf(code any, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	cause := errors.Unwrap(err)
	if _, several := err.(interface{ Unwrap() []error }); several {
		cause = err
	}
	return &Error{Message: err.Error(), Type: APIError, Code: code, cause: cause}
}

// Error returns the message, with the code in parentheses if there is one.
func (e *Error) Error() string {
	if e == nil { // a handler has returned a nil *Error as its error
		return "<nil *runtime.Error>"
	}
	if e.Code == nil {
		return e.Message
	}
	return fmt.Sprintf("%s (%v)", e.Message, e.Code)
}

// Unwrap returns the cause, which never travels, or nil.
func (e *Error) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.cause
}

// WithCause returns a copy of e that wraps cause.
func (e *Error) WithCause(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// Is reports whether target is the same error as e: an *Error with the same
// code, or with the same message where target has no code, and with the same
// type where target has one. It makes errors.Is work across the wire.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	if !ok || t == nil || e == nil {
		return ok && t == e
	}
	if t.Type != "" && t.Type != e.kind() {
		return false
	}
	if t.Code != nil {
		return sameCode(t.Code, e.Code)
	}
	return t.Message == e.Message
}

// kind is the type with its default applied.
func (e *Error) kind() ErrorType {
	if e.Type == "" {
		return APIError
	}
	return e.Type
}

// CodeOf returns the code of the first [Error] in err's tree, nil if there is none.
func CodeOf(err error) any {
	var e *Error
	if errors.As(err, &e) && e != nil {
		return e.Code
	}
	return nil
}

// sameCode compares codes as they are after a journey, where every integer is an int.
func sameCode(a, b any) bool { return plainCode(a) == plainCode(b) }

func plainCode(code any) any {
	switch c := code.(type) {
	case nil, string, int:
		return c
	case fmt.Stringer:
		return c.String()
	}
	switch v := reflect.ValueOf(code); {
	case v.CanInt():
		return int(v.Int())
	case v.CanUint():
		return int(v.Uint())
	}
	return fmt.Sprint(code)
}

// outgoing returns err as it travels: the *Error within it, normalised, or
// (nil, false) if there is none and the text must stay here. It stays too if a
// call that the handler made got lost: "connection refused" would be taken for
// the fate of the caller's own call, and may name a machine that is nobody's business.
func outgoing(err error) (*Error, bool) {
	var e *Error
	if !errors.As(err, &e) || e == nil || e.local {
		return nil, false
	}
	return &Error{Message: e.Message, Type: e.kind(), Code: plainCode(e.Code), Data: maps.Clone(e.Data)}, true
}

// withheld returns the whole text of an error that travels as the *Error within
// it, the cause included, and "" if the *Error says it all.
func withheld(err error) string {
	var e *Error
	errors.As(err, &e)
	text := err.Error()
	if e.cause != nil && !strings.Contains(text, e.cause.Error()) {
		text += ": " + e.cause.Error()
	}
	if text == e.Error() {
		return ""
	}
	return text
}

// errInternal is all that a caller learns of an error that is not for it.
func errInternal() *Error {
	return &Error{Message: "Internal Server Error", Type: ServerError, Code: CodeInternal}
}

// clientError makes an *Error of whatever stopped a call on the client's side.
func clientError(ctx context.Context, err error) *Error {
	var e *Error
	switch {
	case errors.As(err, &e) && e != nil:
		return e
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &Error{Message: "Request Timeout", Type: NetworkError, Code: CodeTimeout, cause: join(context.DeadlineExceeded, err)}
	case errors.Is(err, context.Canceled) || ctx.Err() != nil:
		return &Error{Message: "Request Canceled", Type: NetworkError, Code: CodeCanceled, cause: join(context.Canceled, err)}
	}
	return &Error{Message: err.Error(), Type: ClientError, cause: err}
}

// join returns err if it is already a kind of want, else both.
func join(want, err error) error {
	if errors.Is(err, want) {
		return err
	}
	return errors.Join(want, err)
}

// ownFailure marks what did not come from the server; see outgoing.
func ownFailure(e *Error) *Error {
	if e.Type != NetworkError && e.Type != ClientError {
		return e
	}
	c := *e
	c.local = true
	return &c
}
