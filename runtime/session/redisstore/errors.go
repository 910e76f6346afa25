package redisstore

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// reading returns what an error means for a command that changes no session.
func reading(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil && late(err):
		return err
	}
	return fmt.Errorf("%w: %w", session.ErrUnavailable, err)
}

// writing returns what an error means for the command that carries out a change.
func (s *Store) writing(sent *sending, err error) error {
	if s.undone(sent, err) {
		return fmt.Errorf("%w: %w", session.ErrUnavailable, err)
	}
	return fmt.Errorf("%w: %w", session.ErrUnknown, err)
}

// undone reports whether a command that failed has certainly not changed anything.
func (s *Store) undone(sent *sending, err error) bool {
	if sent.twice() {
		return false // the first one may have been done
	}
	if errors.Is(err, errClosed) || errors.Is(err, errStopped) || refusal(err) {
		return true
	}
	var network *net.OpError
	dialing := errors.As(err, &network) && network.Op == "dial"
	return sent.never() && (dialing || s.counting.Load())
}

func late(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// A serverError is an error that the server has sent, in go-redis.
type serverError interface {
	error
	RedisError()
}

// codes are what the errors of a server begin with, for clients that do not mark them.
var codes = []string{
	"ERR", "ASK", "BUSY", "CLUSTERDOWN", "CROSSSLOT", "LOADING", "MASTERDOWN", "MISCONF", "MOVED", "NOAUTH", "NOPERM",
	"NOREPLICAS", "NOSCRIPT", "OOM", "READONLY", "TRYAGAIN", "UNKILLABLE", "WRONGPASS", "WRONGTYPE",
}

// serverText returns the text of an error that the server has sent, "" for any other.
func serverText(err error) string {
	var fromServer serverError
	if errors.As(err, &fromServer) {
		return fromServer.Error()
	}
	var network net.Error
	if err == nil || errors.As(err, &network) || late(err) {
		return ""
	}
	code, _, _ := strings.Cut(err.Error(), " ")
	if !slices.Contains(codes, code) {
		return ""
	}
	return err.Error()
}

// hasCode reports whether the server has sent an error of that code.
func hasCode(err error, code string) bool {
	text, ok := strings.CutPrefix(serverText(err), code)
	return ok && (text == "" || text[0] == ' ')
}

// refusals are codes of a server that has not begun to run a script, or that has
// stopped it before its first write. See [refusal].
var refusals = []string{"OOM", "READONLY", "MISCONF", "NOREPLICAS", "CROSSSLOT", "WRONGTYPE"}

// refusal reports whether an error is that of a server that has not done what it was
// told. An error inside of a script tells of itself; of those, only the ones count that
// meet the first write at the latest.
func refusal(err error) bool {
	text := serverText(err)
	if text == "" {
		return false
	}
	if !strings.Contains(text, "script: ") && !strings.Contains(text, "user_script") {
		return true
	}
	for _, code := range refusals {
		if strings.HasPrefix(text, code+" ") || strings.Contains(text, "-"+code+" ") {
			return true
		}
	}
	return false
}

// garbage is the error of a reply that is not what the scripts return.
func garbage(err error) error {
	return fmt.Errorf("%w: redisstore: unexpected reply: %w", session.ErrUnavailable, err)
}
