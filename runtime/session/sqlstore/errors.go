package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"reflect"
	"strings"
)

// A verdict is what an error means for the transaction that met it.
type verdict int

const (
	refused verdict = iota // the database will not do it, and has not
	again                  // it met another transaction and was undone
	clash                  // it would have made the same row a second time
	large                  // it is more than the database takes
	cut                    // the connection is of no use; nothing was committed
	unknown                // nothing that the database says; after a commit, it may have been done
)

// judge tells what an error of the driver means. A COMMIT has failed only if the
// database says so, in words that leave no doubt.
func (s *Store) judge(err error) verdict {
	var commit commitError
	committing := errors.As(err, &commit)
	v := s.wrong(err, committing)
	switch {
	case v != unknown:
		return v
	case committing:
		return unknown
	}
	return connection(err)
}

// connection tells errors of a connection from those of a program.
func connection(err error) verdict {
	var network net.Error
	var dial *net.OpError
	switch {
	case errors.As(err, &dial) && dial.Op == "dial":
		return refused // there is nobody: to try again at once would not help
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return cut
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.As(err, &network):
		return cut
	}
	return refused
}

// state returns the SQLSTATE of an error, "" if it has none.
func state(err error) string {
	var coded interface{ SQLState() string }
	if errors.As(err, &coded) {
		return coded.SQLState()
	}
	return ""
}

// number returns the error number that a driver gave an error, as the method, or
// else the field, of that name. That is how drivers are told apart without being
// imported.
func number(err error, name string) (n int, ok bool) {
	for ; err != nil; err = errors.Unwrap(err) {
		if n, ok = numberOf(reflect.ValueOf(err), name); ok {
			return n, true
		}
	}
	return 0, false
}

func numberOf(v reflect.Value, name string) (int, bool) {
	if m := v.MethodByName(name); m.IsValid() && m.Type().NumIn() == 0 && m.Type().NumOut() == 1 {
		return integer(m.Call(nil)[0])
	}
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return 0, false
	}
	if f := v.FieldByName(name); f.IsValid() {
		return integer(f)
	}
	return 0, false
}

func integer(v reflect.Value) (int, bool) {
	switch {
	case v.CanInt():
		return int(v.Int()), true
	case v.CanUint():
		return int(v.Uint()), true
	}
	return 0, false
}

// class reports whether a SQLSTATE is in one of some classes.
func class(state string, of ...string) bool {
	for _, c := range of {
		if strings.HasPrefix(state, c) {
			return true
		}
	}
	return false
}
