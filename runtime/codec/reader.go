package codec

import (
	"sync"
)

// A Reader takes tokens off a JSON text. It checks all that it passes: syntax,
// UTF-8, depth and, where it skips, that a name stands once in an object.
//
// Generated code reads messages with it; nothing else gets one. It belongs to the
// goroutine that reads.
//
// Within this package, whoever reads an object or an array calls open, then name or element until it
// says that there is no more. The bytes that str and number return are good
// until the next call.
type Reader struct {
	data     []byte
	pos      int
	depth    int
	maxDepth int    // MaxDepth, or less within a cookie
	text     []byte // where a string with escapes is unfolded
	names    names
	failed   bool  // see static
	piece    piece // see cut
	strings  []string
	lists    int
}

var readers = sync.Pool{New: func() any { return new(Reader) }}

func newReader(data []byte) *Reader {
	r := readers.Get().(*Reader)
	r.data, r.pos, r.depth, r.maxDepth = data, 0, 0, MaxDepth
	return r
}

// free gives the reader back. It keeps nothing of the input and no big buffers.
func (r *Reader) free() {
	r.data, r.piece, r.strings, r.failed, r.lists = nil, piece{}, nil, false, 0
	if cap(r.text) > 4<<10 {
		r.text = nil
	}
	r.names.reset()
	readers.Put(r)
}

// What the next value is, by its first byte.
type kind byte

const (
	kindEnd    kind = iota // no more input
	kindWrong              // no value starts like this
	kindObject             // {
	kindArray              // [
	kindString             // "
	kindNumber             // a digit or a minus sign
	kindTrue
	kindFalse
	kindNull
)

var kinds = func() (k [256]kind) {
	for i := range k {
		k[i] = kindWrong
	}
	for c := '0'; c <= '9'; c++ {
		k[c] = kindNumber
	}
	k['-'], k['"'], k['{'], k['['] = kindNumber, kindString, kindObject, kindArray
	k['t'], k['f'], k['n'] = kindTrue, kindFalse, kindNull
	return k
}()

// typeNames are TSRPC's words for the kinds (tsrpc-wire 8).
var typeNames = [...]string{
	kindObject: "Object", kindArray: "Array", kindString: "string", kindNumber: "number",
	kindTrue: "boolean", kindFalse: "boolean", kindNull: "null",
}

// space skips white space.
func (r *Reader) space() {
	for r.pos < len(r.data) {
		switch r.data[r.pos] {
		case ' ', '\n', '\r', '\t':
			r.pos++
		default:
			return
		}
	}
}

// peek skips white space and says what comes next, without taking it.
func (r *Reader) peek() kind {
	if r.pos < len(r.data) {
		if k := kinds[r.data[r.pos]]; k != kindWrong {
			return k
		}
	}
	r.space()
	if r.pos == len(r.data) {
		return kindEnd
	}
	return kinds[r.data[r.pos]]
}

// end checks that nothing but white space follows.
func (r *Reader) end() error {
	r.space()
	if r.pos < len(r.data) {
		return syntax("Unexpected non-whitespace character after JSON at position %d", r.pos)
	}
	return nil
}

// wrong is the error of a value that is not what it should be, or of no value.
func (r *Reader) wrong(expected string) error {
	k := r.peek()
	if k <= kindWrong {
		return r.unexpected()
	}
	return invalid("Expected type to be `" + expected + "`, actually `" + typeNames[k] + "`.")
}

func (r *Reader) unexpected() error {
	if r.pos >= len(r.data) {
		return syntax("Unexpected end of JSON input")
	}
	return syntax("Unexpected token in JSON at position %d", r.pos)
}

// literal takes true, false or null.
func (r *Reader) literal(word string) error {
	for i := range len(word) {
		if r.pos == len(r.data) || r.data[r.pos] != word[i] {
			return r.unexpected()
		}
		r.pos++
	}
	return nil
}

// null takes a null, and says whether there was one.
func (r *Reader) null() (bool, error) {
	if r.peek() != kindNull {
		return false, nil
	}
	return true, r.literal("null")
}

// open takes the bracket that peek has seen and goes one level down.
func (r *Reader) open() error {
	if r.depth++; r.depth > r.maxDepth {
		return r.tooDeep()
	}
	r.pos++
	return nil
}

func (r *Reader) tooDeep() error {
	if r.maxDepth < MaxDepth {
		return &badInput{text: errCookieDepth.Error()}
	}
	return &badInput{text: "Input is nested too deeply: more than 64 levels", whole: true}
}

// name takes the next name of an object and the colon behind it. At the end of
// the object it takes the bracket, goes one level up and returns more == false.
func (r *Reader) name(first bool) (name []byte, more bool, err error) {
	r.space()
	if r.pos < len(r.data) && r.data[r.pos] == '}' {
		r.pos++
		r.depth--
		return nil, false, nil
	}
	if !first {
		if r.pos == len(r.data) || r.data[r.pos] != ',' {
			return nil, false, syntax("Expected ',' or '}' after property value in JSON at position %d", r.pos)
		}
		r.pos++
		r.space()
	}
	if r.pos == len(r.data) || r.data[r.pos] != '"' {
		return nil, false, syntax("Expected property name in JSON at position %d", r.pos)
	}
	if name, err = r.str(); err != nil {
		return nil, false, err
	}
	r.space()
	if r.pos == len(r.data) || r.data[r.pos] != ':' {
		return nil, false, syntax("Expected ':' after property name in JSON at position %d", r.pos)
	}
	r.pos++
	return name, true, nil
}

// element goes to the next element of an array. At the end of the array it takes
// the bracket, goes one level up and returns false.
func (r *Reader) element(first bool) (more bool, err error) {
	r.space()
	if r.pos < len(r.data) && r.data[r.pos] == ']' {
		r.pos++
		r.depth--
		return false, nil
	}
	if first {
		return true, nil
	}
	if r.pos == len(r.data) || r.data[r.pos] != ',' {
		return false, syntax("Expected ',' or ']' after array element in JSON at position %d", r.pos)
	}
	r.pos++
	if r.peek() <= kindWrong { // such as the bracket: no comma stands before it
		return false, r.unexpected()
	}
	return true, nil
}
