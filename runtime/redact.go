package runtime

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// logKey makes the marks that stand for session ids in this process's logs. It
// is new in every process, so that a mark cannot be tried against a list of ids.
var logKey = sync.OnceValue(func() []byte {
	key := make([]byte, sha256.Size)
	rand.Read(key) // never fails: see crypto/rand
	return key
})

// Redact returns what stands for a session id in logs: eight hex digits that
// are the same for the same id within one process, and "none" for "".
func Redact(sessionID string) string {
	if sessionID == "" {
		return "none"
	}
	mac := hmac.New(sha256.New, logKey())
	mac.Write([]byte(sessionID))
	return hex.EncodeToString(mac.Sum(nil)[:4])
}

// String describes the cookie without showing anything of it: a mark for the
// session id (see [Redact]) and the number of other fields.
func (c Cookie) String() string {
	return "[redacted s=" + Redact(c.SessionID) + " fields=" + strconv.Itoa(len(c.Values)) + "]"
}

// Format prints what [Cookie.String] returns, whatever the verb, so that no
// %+v or %#v of a request shows a session id.
func (c Cookie) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) }

// LogValue makes log/slog print what [Cookie.String] returns.
func (c Cookie) LogValue() slog.Value { return slog.StringValue(c.String()) }

// scrub takes the session ids that the call knows out of a text that goes to a
// log: the one that came with the request and the one that goes back.
func (c *Call) scrub(text string) string {
	if c == nil {
		return text
	}
	ids := []string{c.arrived, sessionID(c.RequestCookie()), sessionID(c.ReturnCookie()), sessionID(c.errCookie)}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if len(id) >= minSecret {
			text = strings.ReplaceAll(text, id, "[redacted s="+Redact(id)+"]")
		}
	}
	return text
}

// minSecret is how long a session id must be to open anything. A client can send
// shorter ones, such as "e", to make a log unreadable and long.
const minSecret = 16

func sessionID(c *Cookie) string {
	if c == nil {
		return ""
	}
	return c.SessionID
}
