package codec

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/rpcgen/rpcgen/runtime"
)

// The limits of a cookie, which a client can fill as it likes and which travels
// with every call. They hold for reading and for writing.
const (
	MaxCookieBytes = 4 << 10 // encoded, from brace to brace
	MaxCookieKeys  = 50      // fields, the session id included
	MaxCookieKey   = 64      // bytes of a field's name
	MaxCookieDepth = 8       // nested objects and arrays, the cookie itself included
)

// The errors of a cookie name the limit and nothing else: what is in a cookie
// is nobody's business, least of all a log's.
var (
	errCookieBytes = fmt.Errorf("the cookie is larger than %d bytes", MaxCookieBytes)
	errCookieKeys  = fmt.Errorf("the cookie has more than %d fields", MaxCookieKeys)
	errCookieKey   = fmt.Errorf("the cookie has a field whose name is longer than %d bytes", MaxCookieKey)
	errCookieDepth = fmt.Errorf("the cookie is nested deeper than %d levels", MaxCookieDepth)
	errCookieValue = errors.New("the cookie has a value that cannot be sent")
)

const sessionID = "sessionId"

// CheckCookie reports whether the cookie can be sent: it is within the limits
// and its values have a form in JSON. The error quotes nothing of the cookie. A
// nil cookie is fine.
func CheckCookie(c *runtime.Cookie) error {
	if c == nil {
		return nil
	}
	w := newWriter(nil)
	defer w.free()
	return w.cookie(c)
}

func writeCookie(w *Writer, v reflect.Value) error {
	if !v.CanInterface() {
		return hidden(v)
	}
	c := v.Interface().(runtime.Cookie)
	return w.cookie(&c)
}

// cookie writes the session id and then the other fields, sorted.
func (w *Writer) cookie(c *runtime.Cookie) error {
	outer, start := w.maxDepth, len(w.buf)
	w.maxDepth = min(outer, w.depth+MaxCookieDepth)
	err := w.cookieFields(c)
	w.maxDepth = outer
	switch {
	case err == nil && len(w.buf)-start > MaxCookieBytes:
		err = errCookieBytes
	case err == nil:
		return nil
	}
	for _, limit := range []error{errCookieBytes, errCookieKeys, errCookieKey, errCookieDepth} {
		if errors.Is(err, limit) {
			return cannotWrite("%w", limit)
		}
	}
	return cannotWrite("%w", errCookieValue)
}

// onlySession writes a cookie with a session id of the usual length and nothing else.
// It says false, and has written nothing, of everything else.
func (w *Writer) onlySession(c *runtime.Cookie) bool {
	if c.SessionID == "" || len(c.SessionID) > MaxCookieBytes/8 || len(c.Values) > 0 || w.depth >= w.maxDepth {
		return false
	}
	w.text(`{"sessionId":`)
	w.buf = append(appendString(w.buf, c.SessionID), '}')
	return true
}

func (w *Writer) cookieFields(c *runtime.Cookie) error {
	if err := w.open('{'); err != nil {
		return err
	}
	fields := 0
	if c.SessionID != "" {
		fields++
		w.text(`"sessionId":`)
		w.buf = appendString(w.buf, c.SessionID)
	}
	if len(c.Values) > 0 {
		if err := w.cookieValues(c, fields); err != nil {
			return err
		}
	}
	w.close('}')
	return nil
}

// cookieValues writes the fields other than the session id, of which there are as
// many as fields says before them.
func (w *Writer) cookieValues(c *runtime.Cookie, fields int) error {
	from := len(w.entries)
	for k, v := range c.Values {
		switch {
		case k == sessionID: // it has its own field
			continue
		case len(k) > MaxCookieKey:
			return errCookieKey
		}
		w.entries = append(w.entries, entry{key: clean(k), any: v})
	}
	if err := w.sorted(from); err != nil {
		return err
	}
	count := len(w.entries) - from
	if fields+count > MaxCookieKeys {
		return errCookieKeys
	}
	for i := range count {
		e := w.entries[from+i]
		w.key(fields+i == 0, e.key)
		if err := w.value(e.any); err != nil {
			return err
		}
	}
	w.forget(from)
	return nil
}

func readCookie(r *Reader, v reflect.Value) error {
	if r.peek() != kindObject {
		return r.wrong("Object")
	}
	var c runtime.Cookie
	if err := r.cookie(&c); err != nil {
		return err
	}
	return set(v, c)
}

// cookie reads the object that peek has seen.
func (r *Reader) cookie(c *runtime.Cookie) error {
	if r.onlySession(c) {
		return nil
	}
	start, outer := r.pos, r.maxDepth
	r.maxDepth = min(outer, r.depth+MaxCookieDepth)
	err := r.cookieFields(c, start)
	r.maxDepth = outer
	if err != nil {
		return err
	}
	size := r.pos - start
	if size > MaxCookieBytes/8 {
		// Some values need more room when we write them, such as 1e20. It is never
		// eight times as much.
		w := newWriter(nil)
		defer w.free()
		if err := w.cookie(c); err != nil {
			return invalid(errCookieBytes.Error())
		}
	}
	return nil
}

// onlySession reads a cookie with a session id and nothing else, as we write it. It
// says false, and has taken nothing, of everything else.
func (r *Reader) onlySession(c *runtime.Cookie) bool {
	const prefix = `{"sessionId":"`
	data, start := view(r.data), r.pos+len(prefix)
	if r.depth >= r.maxDepth || !strings.HasPrefix(data[r.pos:], prefix) {
		return false
	}
	end := plainEnd(data, start)
	if !strings.HasPrefix(data[end:], `"}`) || end-start > MaxCookieBytes/8 {
		return false
	}
	c.SessionID, r.pos = r.cut(start, end), end+2
	return true
}

func (r *Reader) cookieFields(c *runtime.Cookie, start int) error {
	if err := r.open(); err != nil {
		return err
	}
	met := false // the session id
	for fields := 0; ; fields++ {
		pos := r.pos
		name, more, err := r.name(fields == 0)
		switch {
		case err != nil:
			return err
		case r.pos-start > MaxCookieBytes:
			return invalid(errCookieBytes.Error())
		case !more:
			return nil
		case fields == MaxCookieKeys:
			return invalid(errCookieKeys.Error())
		case len(name) > MaxCookieKey:
			return invalid(errCookieKey.Error())
		}
		if string(name) == sessionID {
			if met {
				return duplicate(pos)
			}
			met = true
			if err := r.sessionID(c); err != nil {
				return err
			}
			continue
		}
		key := string(name)
		if _, ok := c.Values[key]; ok {
			return duplicate(pos)
		}
		value, err := r.any()
		if err != nil {
			return err
		}
		if c.Values == nil {
			c.Values = map[string]any{}
		}
		c.Values[key] = value
	}
}

// sessionID reads the one field that has a type. A null is none.
func (r *Reader) sessionID(c *runtime.Cookie) error {
	if null, err := r.null(); null {
		return err
	}
	id, err := r.stringValue()
	if err != nil {
		return at(err, sessionID)
	}
	c.SessionID = r.keep(id)
	return nil
}
