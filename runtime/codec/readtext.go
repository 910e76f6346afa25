package codec

// pieceSize is how much of a message is copied at once, for strings to be cut from.
// Who keeps one string of a message keeps at most that much alive.
const pieceSize = 1 << 10

// longText is from how many bytes on a string is copied by itself.
const longText = pieceSize / 4

// A piece is a copy of a part of the message.
type piece struct {
	text  string
	start int // where the part is in the message
}

// cut returns the text between two places of the message. Strings are cut from copies
// of all that is around them, so that a message with many does not need many
// allocations, and each is copied with its neighbours.
func (r *Reader) cut(start, end int) string {
	from, to := start-r.piece.start, end-r.piece.start
	if from >= 0 && to <= len(r.piece.text) && from < to {
		return r.piece.text[from:to]
	}
	return r.cutNext(start, end)
}

// cutNext is cut where the last piece does not have the text.
func (r *Reader) cutNext(start, end int) string {
	if start == end || end-start >= longText {
		return string(r.data[start:end])
	}
	r.piece = piece{string(r.data[start:min(start+pieceSize, len(r.data))]), start}
	return r.piece.text[:end-start]
}

// keep returns a string with the bytes of p, which is what str or name returned.
func (r *Reader) keep(p []byte) string {
	// As long as it had no escapes, it is a part of the message.
	start := cap(r.data) - cap(p)
	if len(p) > 0 && start >= 0 && start < len(r.data) && &p[0] == &r.data[start] {
		return r.cut(start, start+len(p))
	}
	return string(p)
}

// takeString takes a string, whatever comes next.
func (r *Reader) takeString() string {
	// As it is most of the time: right here, and all of it plain.
	if r.pos < len(r.data) && r.data[r.pos] == '"' {
		start := r.pos + 1
		end := plainEnd(view(r.data), start)
		if end < len(r.data) && r.data[end] == '"' {
			r.pos = end + 1
			return r.cut(start, end)
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
