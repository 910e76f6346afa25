package codec

// bits is a set of small numbers, without an allocation for the first 64.
type bits struct {
	low  uint64
	high []uint64
}

func (b *bits) set(i int) {
	if i < 64 {
		b.low |= 1 << i
		return
	}
	for len(b.high) < i/64 {
		b.high = append(b.high, 0)
	}
	b.high[i/64-1] |= 1 << (i % 64)
}

func (b *bits) has(i int) bool {
	if i < 64 {
		return b.low&(1<<i) != 0
	}
	return i/64 <= len(b.high) && b.high[i/64-1]&(1<<(i%64)) != 0
}

// within reports whether other has all that b has.
func (b *bits) within(other *bits) bool {
	if b.low&^other.low != 0 {
		return false
	}
	for i, set := range b.high {
		if i < len(other.high) {
			set &^= other.high[i]
		}
		if set != 0 {
			return false
		}
	}
	return true
}
