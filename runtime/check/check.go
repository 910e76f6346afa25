// Package check is what generated code checks requests with: the rules in struct tags
// and the methods Validate of the author's types. A request that is refused is answered
// before there is a call; see the method
// Checked of [github.com/rpcgen/rpcgen/runtime.Method].
//
// Nothing is spent on paths as long as all is well: the containers around a bad value
// add its path while the error passes through them. The texts are those of TSRPC:
//
//	Property `items.2.title`: Must have at least 1 character.
package check

import (
	"errors"
	"math"
	"unicode/utf8"
)

// A refusal says which value is bad, and why.
type refusal struct {
	path  string // items.2.title, "" at the root
	cause error
}

func (r *refusal) Error() string {
	if r.path == "" {
		return r.cause.Error()
	}
	return "Property `" + r.path + "`: " + r.cause.Error()
}

func (r *refusal) Unwrap() error { return r.cause }

// Invalid returns the error of a value at a path: names of fields with dots between them.
func Invalid(path, text string) error {
	return &refusal{path: path, cause: errors.New(text)}
}

// At adds the path of the container's field or element that err is about. It returns nil
// for nil.
func At(path string, err error) error {
	if err == nil {
		return nil
	}
	r, ok := err.(*refusal) //nolint:errorlint // only what this package has returned itself has a path
	if !ok {
		return &refusal{path: path, cause: err}
	}
	if r.path != "" {
		path += "." + r.path
	}
	return &refusal{path: path, cause: r.cause}
}

// A Validator is a pointer to a type with a method that checks its values.
type Validator[T any] interface {
	*T
	Validate() error
}

// Validate asks a value itself. An error that is or wraps a *runtime.Error reaches the
// caller as that, and of any other the text does.
func Validate[T any, V Validator[T]](v V) error { return v.Validate() }

// Characters returns how many characters a string has.
func Characters[S ~string](s S) int { return utf8.RuneCountInString(string(s)) }

// Below reports whether a float is less than a bound, or no number.
func Below[F ~float32 | ~float64](f, bound F) bool { return f < bound || math.IsNaN(float64(f)) }

// Above reports whether a float is more than a bound, or no number.
func Above[F ~float32 | ~float64](f, bound F) bool { return f > bound || math.IsNaN(float64(f)) }
