// Package codec holds the codecs that transports encode messages with.
//
// [JSON] writes what encoding/json writes, with the differences that other
// languages and strangers' input make necessary.
//
// Written differently: a nil slice is [], a nil map {}, a nil []byte "". A nil
// pointer in a field is left out, as is a nil json.RawMessage. Times are in UTC.
// Nothing is escaped for HTML, and what is not UTF-8 becomes the character
// U+FFFD, not its escape. A type's own MarshalJSON or MarshalText is called even
// where it has a pointer receiver and the value no address, as in a map. A key that
// is a string and has MarshalText and UnmarshalText is written with it. Two keys
// of a map that would be written as one name are an error, as is what
// encoding/json refuses (NaN, channels). A value nested deeper than [MaxDepth],
// which a cycle is, is an error.
//
// Read differently, and strictly: names match exactly, a name may stand once in
// an object, text is valid UTF-8, nesting ends at [MaxDepth], and nothing
// follows the value. Unknown fields are checked and ignored. A field is required
// unless it is a pointer, an any, a json.RawMessage, of a type with its own
// MarshalJSON or UnmarshalJSON, or tagged omitempty or omitzero. null counts as
// missing. Integers may be written 1.0 or 1e3. A time may be RFC 3339, a date
// alone, or the milliseconds since 1970; bytes are base64 of either alphabet,
// padded or not; a fixed array has exactly its length. Maps and slices are
// replaced, not added to.
//
// All of this is done by reflection, for any type. For the messages of a service
// rpcgen generates functions that do the same without; they are [Register]ed, and
// use the exported functions and types of this package, which are for them alone.
// They write the same bytes and accept nothing else. Whatever they cannot do, such
// as to say what is wrong with a message, is left to reflection, and so is a message
// with a type that has changed since the functions were generated: see [Fields].
//
// The strings of a message are cut from copies of 1 KiB of it, or less if the message
// is smaller: who keeps one string keeps no more than that alive. Those of 256 bytes or
// more are by themselves, unless they are in such a copy already. Short lists of strings lie side by side, 32 strings at most: who
// keeps one of the lists keeps what those strings keep.
package codec

import (
	"errors"
	"reflect"

	"github.com/rpcgen/rpcgen/runtime"
)

// MaxDepth is how deep objects and arrays may be nested in one message, its
// envelope included. It holds for writing too: what is written can be read back.
const MaxDepth = 64

// JSON is the codec of JSON messages. Besides a [runtime.Return] it takes any Go
// value, and a non-nil pointer for decoding. What that points to is set to its
// zero value first.
//
// Decode returns a [*runtime.Error] of code [runtime.CodeInputData] with a text in
// TSRPC's words, which names the field but quotes nothing of a cookie. What v
// points to is then unspecified.
var JSON runtime.Codec = jsonCodec{}

type jsonCodec struct{}

func (jsonCodec) ContentType() string { return "application/json" }

func (jsonCodec) Append(dst []byte, v any) ([]byte, error) {
	w := newWriter(dst)
	var err error
	switch v := v.(type) {
	case *runtime.Return:
		err = w.envelope(v)
	case runtime.Return:
		err = w.envelope(&v)
	default:
		err = w.message(v)
	}
	out := w.buf
	w.free() // unless a type's own marshaler has panicked
	if err != nil {
		return dst, err
	}
	return out, nil
}

func (jsonCodec) Decode(data []byte, v any) error {
	ret, ok := v.(*runtime.Return)
	if p := reflect.ValueOf(v); p.Kind() != reflect.Pointer || p.IsNil() {
		return errors.New("codec: Decode needs a pointer to something")
	}
	r := newReader(data)
	var err error
	if ok {
		err = r.envelope(ret)
	} else {
		err = r.message(v)
	}
	if err == nil {
		err = r.end()
	}
	r.free() // unless a type's own unmarshaler has panicked
	if err == nil {
		return nil
	}
	return inputError(err)
}
