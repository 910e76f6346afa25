package roundtrip

import (
	"reflect"
	"sync"
	_ "unsafe" // for go:linkname
)

// gaveUp is package codec's, which no program needs to know of.
//
//go:linkname gaveUp github.com/rpcgen/rpcgen/runtime/codec.gaveUp
var gaveUp func(message any)

// watched holds the messages of interest, each with whether it went by reflection
// because its generated functions gave up.
var watched sync.Map

func init() {
	gaveUp = func(message any) {
		if reflect.TypeOf(message).Kind() == reflect.Pointer { // others may be no keys
			watched.CompareAndSwap(message, false, true)
		}
	}
}

// givesUp reports whether do, which writes or reads a message, does so by reflection
// because the message's generated functions give up.
func givesUp(message any, do func()) bool {
	watched.Store(message, false)
	do()
	did, _ := watched.LoadAndDelete(message)
	return did.(bool)
}
