package wrap

import (
	"context"
	"sync/atomic"

	"github.com/rpcgen/rpcgen/runtime"
)

// A watched context notices whoever asks for the call that it belongs to. That is the
// way to the caller's cookie and session.
type watched struct {
	context.Context
	looked atomic.Bool
}

// Value implements [context.Context].
func (w *watched) Value(key any) any {
	v := w.Context.Value(key)
	if call, ok := v.(*runtime.Call); ok && call != nil {
		w.looked.Store(true)
	}
	return v
}
