// Package buffers lends out the memory that messages are encoded into and read into.
package buffers

import "sync"

// most is how large a buffer may have grown to be lent out again, so that a few large
// messages do not hold on to memory for ever.
const most = 64 << 10

// A Buffer is memory for one message at a time.
type Buffer struct{ Bytes []byte }

var pool = sync.Pool{New: func() any { return &Buffer{Bytes: make([]byte, 0, 1<<10)} }}

// Get returns a buffer with no bytes in it, and room for some.
func Get() *Buffer { return pool.Get().(*Buffer) }

// Put gives a buffer back, with the memory of used, which has grown out of it. Nobody
// may hold on to that: where it is not beyond doubt, as after a write that failed,
// the buffer is left to the garbage collector.
func (b *Buffer) Put(used []byte) {
	if cap(used) == 0 || cap(used) > most {
		return
	}
	b.Bytes = used[:0]
	pool.Put(b)
}
