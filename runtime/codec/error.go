package codec

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/rpcgen/rpcgen/runtime"
)

// A badInput says what is wrong with the input. The containers around the bad
// value add its path while the error passes through them, so that nothing is
// spent on paths as long as all is well.
type badInput struct {
	path  string // a.b.1.c, "" at the root
	text  string // one of TSRPC's, see tsrpc-wire 8
	whole bool   // about the whole text and not about a value: it has no path
	cause error  // what a type's own UnmarshalJSON returned
}

func (e *badInput) Error() string {
	if e.path == "" {
		return e.text
	}
	return "Property `" + e.path + "`: " + e.text
}

func (e *badInput) Unwrap() error { return e.cause }

// inputError makes of an error what Decode returns.
func inputError(err error) error {
	if err == nil {
		return nil
	}
	var bad *badInput
	if !errors.As(err, &bad) {
		return err
	}
	out := &runtime.Error{Message: bad.Error(), Type: runtime.ServerError, Code: runtime.CodeInputData}
	if bad.cause != nil {
		return out.WithCause(bad.cause)
	}
	return out
}

// at adds the name of the container's element that err is about.
func at(err error, element string) error {
	var bad *badInput
	if errors.As(err, &bad) && !bad.whole {
		bad.path = join(clip(element, mostOfName), bad.path)
		return bad
	}
	return err
}

func join(outer, inner string) string {
	if inner == "" {
		return outer
	}
	return outer + "." + inner
}

// What a stranger has sent does not fill an error text: see clip.
const (
	mostOfName = 64
	mostOfText = 200
)

func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// syntax is an error in the text itself. It quotes nothing: it may be a cookie
// that it points into.
func syntax(format string, args ...any) error {
	return &badInput{text: "Input is not a valid JSON string: " + fmt.Sprintf(format, args...), whole: true}
}

func invalid(text string) error { return &badInput{text: text} }

func missing(name string) error { return invalid("Missing required property `" + name + "`.") }

// notValid is a value of the right type that Go's type cannot hold.
func notValid(value, kind string) error {
	return invalid("`" + clip(value, mostOfName) + "` is not a valid `" + kind + "`.")
}

// notReceivable is the error of a type that nothing can be read into.
func notReceivable(t reflect.Type) error {
	return invalid("Values of type " + t.String() + " cannot be received.")
}

// ownError is what a type's own unmarshaler has returned.
func ownError(err error) error {
	var e *runtime.Error
	if errors.As(err, &e) && e.Code == runtime.CodeInputData {
		return &badInput{text: clip(e.Message, mostOfText), cause: err} // it has used JSON itself
	}
	return &badInput{text: clip(err.Error(), mostOfText), cause: err}
}

// An unwritable says which value cannot be written, and why.
type unwritable struct {
	path  string
	text  string
	cause error
}

func (e *unwritable) Error() string {
	if e.path == "" {
		return "codec: " + e.text
	}
	return "codec: " + e.path + ": " + e.text
}

func (e *unwritable) Unwrap() error { return e.cause }

func cannotWrite(format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	return &unwritable{text: err.Error(), cause: errors.Unwrap(err)}
}

// within adds the name of the container's element that err is about.
func within(err error, element string) error {
	var bad *unwritable
	if errors.As(err, &bad) {
		bad.path = join(clip(element, mostOfName), bad.path)
		return bad
	}
	return err
}

// ownWriteError is what a type's own marshaler has returned.
func ownWriteError(t reflect.Type, method string, err error) error {
	return &unwritable{text: fmt.Sprintf("%s of %s: %v", method, t, err), cause: err}
}
