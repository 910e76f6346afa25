package codec

import (
	"bytes"
	"math"
	"reflect"
	"strings"

	"github.com/rpcgen/rpcgen/runtime"
)

// envelope writes a return:
//
//	{"isSucc":true,"res":{…}}
//	{"isSucc":false,"err":{"message":"…","type":"ApiError","code":"…",…},"__cookie":{…}}
func (w *Writer) envelope(ret *runtime.Return) error {
	w.depth++
	if ret.Err == nil {
		w.text(`{"isSucc":true,"res":`)
		if v := reflect.ValueOf(ret.Response); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
			w.text("{}") // null is not an answer
		} else if err := w.message(ret.Response); err != nil {
			return err
		}
		w.text("}")
		return nil
	}
	w.text(`{"isSucc":false,"err":`)
	if err := w.error(ret.Err); err != nil {
		return within(err, "err")
	}
	if ret.Cookie != nil {
		w.text(`,"__cookie":`)
		if err := w.cookie(ret.Cookie); err != nil {
			return within(err, "__cookie")
		}
	}
	w.text("}")
	return nil
}

// error writes message, type and code, and then the data, sorted.
func (w *Writer) error(e *runtime.Error) error {
	if err := w.open('{'); err != nil {
		return err
	}
	w.text(`"message":`)
	w.buf = appendString(w.buf, e.Message)
	w.text(`,"type":`)
	w.buf = appendString(w.buf, string(errorType(string(e.Type))))
	if e.Code != nil {
		w.text(`,"code":`)
		if err := w.value(e.Code); err != nil {
			return within(err, "code")
		}
	}
	from := len(w.entries)
	for k, v := range e.Data {
		switch k {
		case "message", "type", "code":
		default:
			w.entries = append(w.entries, entry{key: clean(k), any: v})
		}
	}
	if err := w.sorted(from); err != nil {
		return err
	}
	for i := range len(w.entries) - from {
		entry := w.entries[from+i]
		w.key(false, entry.key)
		if err := w.value(entry.any); err != nil {
			return within(err, entry.key)
		}
	}
	w.forget(from)
	w.close('}')
	return nil
}

// errorType applies the default, which is TSRPC's.
func errorType(s string) runtime.ErrorType {
	if s == "" {
		return runtime.APIError
	}
	return runtime.ErrorType(s)
}

// envelope reads a return. The rule is that of TSRPC's clients: it succeeded if
// isSucc is true, or what JavaScript takes for true, and there is a response;
// else, it failed if there is an error; else the answer makes no sense.
func (r *Reader) envelope(ret *runtime.Return) error {
	ret.Err, ret.Cookie = nil, nil
	if r.peek() != kindObject {
		return r.wrong("Object")
	}
	if done, err := r.succeeded(ret); done {
		return err
	}
	// Keys may come in any order. What comes too early is passed over, and
	// read when isSucc is known.
	var parts parts
	if err := r.object(func(name []byte) error { return r.part(&parts, string(name), ret) }); err != nil {
		return err
	}
	return r.judge(&parts, ret)
}

// succeeded reads a response in an envelope as we write it. It is not done, and has
// taken nothing, with everything else.
func (r *Reader) succeeded(ret *runtime.Return) (done bool, err error) {
	start, depth := r.pos, r.depth
	rest, ok := strings.CutPrefix(view(r.data[start:]), `{"isSucc":true,"res":`)
	if !ok || ret.Response == nil {
		return false, nil
	}
	r.pos, r.depth = len(r.data)-len(rest), depth+1
	if err := r.response(ret); err != nil {
		return true, err
	}
	if r.pos < len(r.data) && r.data[r.pos] == '}' {
		r.pos, r.depth = r.pos+1, depth
		return true, nil
	}
	r.pos, r.depth = start, depth
	return false, nil
}

// parts are where the values of an envelope's keys begin, 0 if there are none.
type parts struct {
	ok                    bool // isSucc
	read                  bool // the response has been read
	response, err, cookie int
}

func (r *Reader) part(p *parts, name string, ret *runtime.Return) error {
	k := r.peek()
	switch name {
	case "isSucc":
		text, err := r.skip()
		p.ok = err == nil && truthy(k, text)
		return err
	case "res":
		p.response = r.pos
		if p.ok && ret.Response != nil {
			p.read = true
			return r.response(ret)
		}
	case "err":
		p.err = r.pos
	case "__cookie":
		p.cookie = r.pos
	}
	return r.skipKind(k)
}

// judge reads what was passed over, and needed.
func (r *Reader) judge(p *parts, ret *runtime.Return) error {
	end := r.pos
	r.depth++ // back into the envelope
	defer func() { r.pos, r.depth = end, 0 }()
	if p.ok && p.response > 0 {
		if p.read || ret.Response == nil {
			return nil
		}
		r.pos = p.response
		return r.response(ret)
	}
	if r.pos = p.err; p.err == 0 {
		return noAnswer()
	}
	e, err := r.error()
	if err != nil || p.cookie == 0 {
		ret.Err = e
		return err
	}
	r.pos = p.cookie
	if null, err := r.null(); !null && err == nil {
		var c runtime.Cookie
		if err := readCookie(r, reflect.ValueOf(&c).Elem()); err != nil {
			return at(err, "__cookie")
		}
		ret.Cookie = &c
	}
	ret.Err = e
	return nil
}

// noAnswer has TSRPC's text.
func noAnswer() error { return &badInput{text: "Parse server output error", whole: true} }

func (r *Reader) response(ret *runtime.Return) error {
	v := reflect.ValueOf(ret.Response)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return notReceivable(v.Type())
	}
	return r.message(ret.Response)
}

// error reads what a server gives as its error. Other servers than ours may give
// anything: only what is false in JavaScript is no error.
func (r *Reader) error() (*runtime.Error, error) {
	k, start := r.peek(), r.pos
	if k != kindObject {
		text, err := r.skip()
		if err == nil && !truthy(k, text) {
			err = noAnswer()
		}
		if err != nil {
			return nil, err
		}
		if k == kindString {
			r.pos = start
			text, err = r.str()
		}
		return &runtime.Error{Message: string(text), Type: runtime.APIError}, err
	}
	fields, err := r.anyMap()
	if err != nil {
		return nil, at(err, "err")
	}
	e := &runtime.Error{}
	text := func(name string) string {
		s, ok := fields[name].(string)
		if ok {
			delete(fields, name)
		}
		return s
	}
	e.Message, e.Type = text("message"), errorType(text("type"))
	switch code := fields["code"].(type) {
	case string:
		e.Code = code
	case float64:
		if math.Abs(code) <= 1<<53 && float64(int(code)) == code {
			e.Code = int(code)
		}
	}
	if e.Code != nil || fields["code"] == nil {
		delete(fields, "code")
	}
	if len(fields) > 0 {
		e.Data = fields
	}
	return e, nil
}

// truthy says what JavaScript's if makes of a value.
func truthy(k kind, text []byte) bool {
	switch k {
	case kindFalse, kindNull:
		return false
	case kindString:
		return len(text) > len(`""`)
	case kindNumber:
		digits, _, _ := bytes.Cut(bytes.ToLower(text), []byte("e"))
		return bytes.ContainsAny(digits, "123456789")
	default:
		return true
	}
}
