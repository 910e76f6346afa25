package buffers

import "testing"

func TestPut(t *testing.T) {
	small := Get()
	if len(small.Bytes) != 0 || cap(small.Bytes) == 0 {
		t.Errorf("a buffer has %d bytes and room for %d", len(small.Bytes), cap(small.Bytes))
	}
	small.Put(append(small.Bytes, "left by somebody"...))
	if len(small.Bytes) != 0 {
		t.Error("it was given back with bytes in it")
	}
	for range 100 { // a pool may drop what it gets
		large := Get()
		large.Put(make([]byte, 0, most+1))
		if got := Get(); cap(got.Bytes) > most {
			t.Fatalf("a buffer of %d bytes is kept", cap(got.Bytes))
		}
	}
}
