package runtime

// A Codec turns messages into bytes and back. The values it is given are
// pointers to requests, to responses, and to a [Return].
//
// Decode refuses with an [Error] whose code is [CodeInputData] and whose text
// may be shown to the peer: it never quotes a field of a cookie. A Codec may be
// used by several goroutines at once.
type Codec interface {
	// ContentType is the media type of the bytes, such as "application/json".
	ContentType() string
	// Append adds the encoding of v to dst. Like that of append, its result is dst's
	// memory or new memory, which the codec keeps no reference to.
	Append(dst []byte, v any) ([]byte, error)
	// Decode reads data into v. It keeps no reference to data.
	Decode(data []byte, v any) error
}

// A Return is what a call comes back with: a response or an error.
type Return struct {
	// Response is set on success. For decoding it points to the value to fill.
	Response any
	// Err is set on failure.
	Err *Error
	// Cookie goes with Err, when the server has minted, renewed or cleared a
	// session id in a call that failed. On success the response carries the cookie.
	Cookie *Cookie
}
