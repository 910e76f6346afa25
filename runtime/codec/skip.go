package codec

// skip takes a whole value, checks it, and returns it as it is written.
func (r *Reader) skip() ([]byte, error) {
	k := r.peek()
	start := r.pos
	if err := r.skipKind(k); err != nil {
		return nil, err
	}
	return r.data[start:r.pos:r.pos], nil
}

func (r *Reader) skipKind(k kind) (err error) {
	switch k {
	case kindObject:
		return r.skipObject()
	case kindArray:
		return r.skipArray()
	case kindString:
		_, err = r.str()
	case kindNumber:
		_, err = r.number()
	case kindTrue:
		err = r.literal("true")
	case kindFalse:
		err = r.literal("false")
	case kindNull:
		err = r.literal("null")
	default:
		err = r.unexpected()
	}
	return err
}

func (r *Reader) skipObject() error {
	return r.object(func([]byte) error { return r.skipKind(r.peek()) })
}

// object reads an object and has field read the value of each name. A name that
// comes twice is refused.
func (r *Reader) object(field func(name []byte) error) error {
	if err := r.open(); err != nil {
		return err
	}
	seen := r.names.begin()
	for first := true; ; first = false {
		pos := r.pos
		name, more, err := r.name(first)
		if err != nil {
			return err
		}
		if !more {
			r.names.finish(seen)
			return nil
		}
		if !r.names.add(&seen, name) {
			return duplicate(pos)
		}
		if err := field(name); err != nil {
			return err
		}
	}
}

func (r *Reader) skipArray() error {
	if err := r.open(); err != nil {
		return err
	}
	for first := true; ; first = false {
		more, err := r.element(first)
		if err != nil || !more {
			return err
		}
		if err := r.skipKind(r.peek()); err != nil {
			return err
		}
	}
}

// duplicate is the error of a name that stands twice in one object. The name
// starts at, or a little behind, pos.
func duplicate(pos int) error {
	return syntax("Duplicate property name near position %d", pos)
}

// names are the names met so far in all objects that are open and have nothing
// else to remember them with. One stack serves all of them.
type names struct {
	stack [][]byte
	text  []byte // the names themselves: those with escapes do not last otherwise
}

// seen is one object's part of names.
type seen struct {
	from, text int
	many       map[string]struct{}
}

// few is how many names are searched one by one.
const few = 16

func (n *names) begin() seen { return seen{from: len(n.stack), text: len(n.text)} }

// add reports whether name is new to the object.
func (n *names) add(s *seen, name []byte) bool {
	if s.many == nil {
		for _, old := range n.stack[s.from:] {
			if string(old) == string(name) {
				return false
			}
		}
		at := len(n.text)
		n.text = append(n.text, name...)
		n.stack = append(n.stack, n.text[at:])
		if len(n.stack)-s.from == few {
			s.many = make(map[string]struct{}, 2*few)
			for _, old := range n.stack[s.from:] {
				s.many[string(old)] = struct{}{}
			}
		}
		return true
	}
	if _, ok := s.many[string(name)]; ok {
		return false
	}
	s.many[string(name)] = struct{}{}
	return true
}

// finish forgets the names of the object.
func (n *names) finish(s seen) {
	n.stack, n.text = n.stack[:s.from], n.text[:s.text]
}

func (n *names) reset() {
	n.stack, n.text = n.stack[:0], n.text[:0]
	if cap(n.text) > 4<<10 || cap(n.stack) > 1<<10 {
		*n = names{}
	}
}
