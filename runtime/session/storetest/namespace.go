package storetest

import (
	"context"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
)

type (
	noteRequest struct {
		runtime.BaseRequest
		Set string
	}
	noteResponse struct {
		runtime.BaseResponse
		Was string
	}
)

// note is a method that reads a session value, and sets it if it is told to.
var note = runtime.NewMethod[noteRequest, noteResponse]("note")

// namespaces: managers of two namespaces share a store and see nothing of each
// other; two of one namespace are as one.
func (s *suite) namespaces() {
	serve := func(store session.Store, namespace string) *runtime.Server {
		m := session.NewManager(store, session.WithNamespace(namespace))
		s.Cleanup(func() {
			if err := m.Close(context.Background()); err != nil {
				s.Errorf("Manager.Close: %v", err)
			}
		})
		server := runtime.NewServer(m.Flow())
		key := session.NewKey[string]("note")
		note.Handle(server, func(ctx context.Context, req *noteRequest) (*noteResponse, error) {
			was, err := key.Get(ctx)
			if err == nil && req.Set != "" {
				err = key.Set(ctx, req.Set)
			}
			return &noteResponse{Was: was}, err
		})
		return server
	}
	call := func(server *runtime.Server, cookie *runtime.Cookie, text string) (string, *runtime.Cookie) {
		ret := server.ServeCall(s.ctx, "note", &noteRequest{BaseRequest: runtime.BaseRequest{Cookie: cookie}, Set: text}, "")
		if ret.Err != nil {
			s.Fatalf("call: %v", ret.Err)
		}
		res := ret.Response.(*noteResponse)
		return res.Was, res.Cookie
	}
	space := newOwner()
	first, twin, other := serve(s.a, space), serve(s.b, space), serve(s.b, space+"2")
	_, cookie := call(first, nil, "hello")
	if was, c := call(twin, cookie, ""); was != "hello" || c.SessionID != cookie.SessionID {
		s.Errorf("a manager of the same namespace: got %q and id kept=%t, want the value and the id", was, c.SessionID == cookie.SessionID)
	}
	if was, c := call(other, cookie, "mine"); was != "" || c.SessionID == cookie.SessionID {
		s.Errorf("a manager of another namespace: got %q and id kept=%t, want neither", was, c.SessionID == cookie.SessionID)
	}
	if was, _ := call(first, cookie, ""); was != "hello" {
		s.Errorf("after a call in another namespace: got %q, want hello", was)
	}
}
