package session

import (
	"context"
	"errors"
	"fmt"

	"github.com/rpcgen/rpcgen/runtime"
)

// Codes of errors beside those of package runtime.
const (
	CodeNotFound = "SESSION_NOT_FOUND"
	CodeRetired  = "SESSION_RETIRED"
	CodeTooLarge = "SESSION_TOO_LARGE"
	CodeTooMany  = "TOO_MANY_SESSIONS"
)

// The errors of stores and of sessions. Compare with errors.Is. A handler may
// return them as they are: those with a code are a [runtime.Error], so the caller
// gets its message and its code, and nothing that a store has said behind it; the
// others are mistakes in the program.
var (
	// ErrNotFound is a store's answer for an absent session, and that of
	// [Manager.End]. Other methods do not return it: to handlers an absent session
	// is an empty one. Its code is [CodeNotFound].
	ErrNotFound error = &runtime.Error{Message: "there is no such session", Type: runtime.ServerError, Code: CodeNotFound}
	// ErrRetired is a write to a session that was ended or renewed, by this call
	// or by another one. Its code is [CodeRetired].
	ErrRetired error = &runtime.Error{Message: "the session has ended", Type: runtime.APIError, Code: CodeRetired}
	// ErrConflict is an Update, or the like, that others got ahead of too often.
	// Nothing was written. Its code is [runtime.CodeConflict].
	ErrConflict error = &runtime.Error{Message: "the session is changed by too many calls at once", Type: runtime.ServerError, Code: runtime.CodeConflict}
	// ErrTooLarge is a value, or a session, over the limits of the [Manager] or of
	// the store. Nothing was written. Its code is [CodeTooLarge].
	ErrTooLarge error = &runtime.Error{Message: "the session has no room for this", Type: runtime.ServerError, Code: CodeTooLarge}
	// ErrTooMany is a client address that makes sessions faster than
	// [WithNewSessions] allows. Nothing was written. Its code is [CodeTooMany].
	ErrTooMany error = &runtime.Error{Message: "too many new sessions from this address; try again later", Type: runtime.ServerError, Code: CodeTooMany}
	// ErrUnavailable is a store that cannot do its work now. Nothing was written.
	// Its code is [runtime.CodeUnavailable].
	ErrUnavailable error = &runtime.Error{Message: "sessions are not available now", Type: runtime.ServerError, Code: runtime.CodeUnavailable}
	// ErrUnknown is a write that may have been done or not, as when a connection
	// breaks. A Set may be repeated; an Update may not. Its code is
	// [runtime.CodeUnknown].
	ErrUnknown error = &runtime.Error{Message: "it is not known whether the session was changed", Type: runtime.ServerError, Code: runtime.CodeUnknown}
	// ErrNoSession is a call without a session: its server has no [Manager.Flow].
	// The caller sees an internal error.
	ErrNoSession = errors.New("session: this call has no session: give its server the option Manager.Flow()")
	// ErrAnswered is a Login, a Renew or the first write of a session after
	// [Manager.Flow] has made the answer's cookie, as in a later node of a flow: the
	// client would not learn of the new id. Nothing was written. The caller sees an
	// internal error.
	ErrAnswered = errors.New("session: the answer's cookie is made already: do this in the handler, or in a node before that of Manager.Flow")
	// ErrNoIndex is a store that cannot list the sessions of an owner. The caller
	// sees an internal error.
	ErrNoIndex = errors.New("session: this store keeps no index of owners")
)

// errNoRoom is a client's cookie that is full of other things, so that no session
// id can go with them.
var errNoRoom error = &runtime.Error{
	Message: "the cookie has no room for a session id",
	Type:    runtime.ServerError, Code: runtime.CodeInputData,
}

// storeError brings what a store returned into the form described above.
// Caller is the ctx of the one who waits, not the shorter one the store was given.
func storeError(caller context.Context, err error, writing bool) error {
	for _, known := range []error{ErrNotFound, ErrRetired, ErrConflict, ErrTooLarge, ErrUnavailable, ErrUnknown} {
		if errors.Is(err, known) {
			return err
		}
	}
	late := errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
	switch {
	case late && writing:
		return fmt.Errorf("%w: %w", ErrUnknown, err)
	case late && caller.Err() != nil:
		return fmt.Errorf("session: reading the store: %w", err) // the call's own end
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}
