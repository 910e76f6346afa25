package cookie

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// WithJar makes a client keep cookies in jar: before every call, the jar's
// cookie for the server becomes the request's, in place of whatever was there;
// when an answer has come, a response or an error, the cookie in it goes into
// the jar. A nil jar is no jar.
//
// While the jar has no session id for the server, one call goes first and others
// wait for it, so that the server does not begin a session for each. They wait
// until it has ended, until their ctx ends, and no longer than [GateWait]. Once a server has
// answered such a call without an id (with a response, or an error of the
// application), nobody waits any more, until an id turns up. Calls made within
// a call never wait. The clients of one jar do not wait for each other.
//
// If the jar cannot be read, the call fails with an error of type
// [runtime.ClientError] before anything is sent. If an answer's cookie cannot be
// stored, the call has been carried out all the same: its answer is returned, and
// the failure goes to the client's log. An answer is stored even if ctx has ended
// by then.
func WithJar(jar Jar) runtime.ClientOption {
	return func(c *runtime.Client) {
		if jar == nil {
			return
		}
		f := &flow{jar: jar, origin: c.Origin}
		runtime.WithClientInterceptors(f.around)(c)
		c.Flows().PreCall.Use(f.load)
		c.Flows().PreReturn.Use(f.store)
		c.Flows().PostReturn.Use(f.report)
	}
}

// A flow is the cookie flow of one client. Its address is the key for what it
// keeps with a context (the *passage) and with a call (why a cookie was not stored).
type flow struct {
	jar    Jar
	origin func() string
	gate   gate
}

// around marks the call, and makes sure that a call which panics or which
// another node stops does not stay the leader.
func (f *flow) around(next runtime.CallFunc) runtime.CallFunc {
	return func(ctx context.Context, call *runtime.Call) error {
		p := &passage{Context: ctx, flow: f, inner: ctx.Value(f) != nil}
		defer f.gate.leave(p)
		return next(p, call)
	}
}

// passage returns what around has put into ctx, or one that does not wait.
func (f *flow) passage(ctx context.Context) *passage {
	if p, ok := ctx.Value(f).(*passage); ok {
		return p
	}
	return &passage{inner: true, sent: true} // an interceptor has cut the context
}

// load is the node at PreCall.
func (f *flow) load(ctx context.Context, call *runtime.Call) (*runtime.Call, error) {
	p, origin := f.passage(ctx), f.origin()
	p.sent = false
	if origin == "" {
		return nil, &runtime.Error{Message: "the transport does not say where the server is, so no cookies can be kept for it", Type: runtime.ClientError}
	}
	var cookie *runtime.Cookie
	look := func() (hasID bool, err error) {
		cookie, err = f.jar.Load(ctx, origin)
		return cookie != nil && cookie.SessionID != "", err
	}
	hasID, err := look()
	switch {
	case err == nil && hasID:
		f.gate.set(false)
	case err == nil && !p.inner && !f.gate.isOpen():
		err = f.gate.pass(ctx, p, look)
	}
	if err != nil {
		return nil, loadError(ctx, err)
	}
	call.SetRequestCookie(cookie)
	p.sent = true
	return call, nil
}

// loadError is what a call fails with whose cookie cannot be had.
func loadError(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return err // the runtime knows what to call it
	}
	e := &runtime.Error{Message: "nothing was sent, as the cookie cannot be read: " + err.Error(), Type: runtime.ClientError}
	return e.WithCause(err)
}

// store is the node at PreReturn.
func (f *flow) store(ctx context.Context, call *runtime.Call) (*runtime.Call, error) {
	p := f.passage(ctx)
	if !p.sent {
		return call, nil // no cookie went out: another node answered or stopped the call
	}
	p.sent = false
	defer f.gate.leave(p) // when the jar knows what the others wait for
	sent, got := call.RequestCookie(), call.ReturnCookie()
	var err error
	if got != nil {
		if err = f.merge(ctx, sent, got); err != nil {
			call.SetValue(f, err)
		}
	}
	switch {
	case err != nil: // the next one to wait for would not store an id either
		f.gate.set(true)
	case got != nil && got.SessionID != "":
		f.gate.set(false)
	case (sent == nil || sent.SessionID == "") && answered(call):
		f.gate.set(true)
	}
	return call, nil
}

// mergeWait bounds how long an answer's cookie may take to be stored. It is more than a
// [File] waits, whose own error says more.
const mergeWait = LockWait + time.Second

// merge puts an answer into the jar. The call has been carried out, so this is
// not given up because the caller's time ran out meanwhile.
func (f *flow) merge(ctx context.Context, sent, got *runtime.Cookie) error {
	if m, ok := f.jar.(*Memory); ok { // it waits for nobody
		return m.Merge(context.Background(), f.origin(), sent, got)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), mergeWait)
	defer cancel()
	return f.jar.Merge(ctx, f.origin(), sent, got)
}

// answered reports whether a handler has answered, so that the server would
// have sent an id if it had any to give.
func answered(call *runtime.Call) bool {
	var e *runtime.Error
	return call.Err == nil || errors.As(call.Err, &e) && (e.Type == runtime.APIError || e.Type == "")
}

// report is the node at PostReturn: the client logs what it returns.
func (f *flow) report(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
	if err, ok := call.Value(f).(error); ok {
		return nil, fmt.Errorf("the call was carried out, but its cookie is not stored: %w", err)
	}
	return call, nil
}
