package codec

import "unsafe"

// chunkSize is how large a piece of memory the strings of a message are cut from.
// Who keeps one string of a message keeps at most that much alive.
const chunkSize = 1 << 10

// keep returns a string with the bytes of p, which are not kept. Short ones lie
// side by side in one piece of memory, so that a message with many strings does
// not need many allocations.
func (r *Reader) keep(p []byte) string {
	if len(p) == 0 {
		return ""
	}
	if len(p) > cap(r.chunk)-len(r.chunk) {
		if len(p) > chunkSize/4 {
			return string(p)
		}
		// No string is longer than what has made it, and its end is behind us.
		r.chunk = make([]byte, 0, min(chunkSize, len(p)+len(r.data)-r.pos))
	}
	n := len(r.chunk)
	r.chunk = append(r.chunk, p...) // never written again
	return unsafe.String(&r.chunk[n], len(p))
}

// takeString takes a string, whatever comes next.
func (r *Reader) takeString() string {
	// As it is most of the time: right here, and all of it plain.
	if r.pos < len(r.data) && r.data[r.pos] == '"' {
		start := r.pos + 1
		end := plainEnd(view(r.data), start)
		if end < len(r.data) && r.data[end] == '"' {
			r.pos = end + 1
			return r.keep(r.data[start:end])
		}
	}
	if r.failed {
		return ""
	}
	text, err := r.stringValue()
	if err != nil {
		r.fail()
		return ""
	}
	return r.keep(text)
}
