package session

import (
	"context"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
	"github.com/rpcgen/rpcgen/runtime/cookie"
)

// Flow returns the option that gives the calls of a server their sessions:
//
//	server := runtime.NewServer(manager.Flow())
//
// Before the handler, the id in the request's cookie is checked, or a new one
// made, so that the handler always sees one. The store is not asked. If it cannot be
// reached and the id cannot be checked without it, the call fails with
// [ErrUnavailable].
//
// After the handler, the cookie goes back as with [cookie.Echo], which is part of
// this: what the handler has made of it, else what the client sent. The session id in it is the manager's business. A handler
// can leave it out, which makes the client forget it, but any id that it puts
// there is replaced by the session's own. An error carries a cookie when, and only
// when, the id was made, renewed or ended in this call.
//
// A client that comes with an ended id is told to forget it as soon as a handler
// uses the session, and gets a new one with its next call.
func (m *Manager) Flow() runtime.ServerOption {
	return func(s *runtime.Server) {
		s.Flows().PreCall.Use(m.begin)
		s.Flows().PreReturn.Use(cookie.EchoNode(s), m.finish)
	}
}

// begin gives a call its session.
func (m *Manager) begin(ctx context.Context, call *runtime.Call) (*runtime.Call, error) {
	var sent runtime.Cookie
	if c := call.RequestCookie(); c != nil {
		sent = *c
	}
	if s, ok := call.Value(sessionKey{}).(*Session); ok && s.m == m && s.sent == sent.SessionID {
		s.retry() // an interceptor carries the call out again
		return call, nil
	}
	m.warnUnbound(call)
	s := &Session{m: m, peer: call.Peer, keeper: call.Keeper(), half: keptHalf(call.Keeper())}
	if err := s.start(ctx, sent.SessionID); err != nil {
		return call, err
	}
	s.sent = sent.SessionID
	if s.minted {
		s.sent = s.tok.text()
		shown := &runtime.Cookie{SessionID: s.sent, Values: sent.Values}
		if len(shown.Values) > 0 && codec.CheckCookie(shown) != nil {
			return call, errNoRoom // else the call is carried out, and its answer cannot be sent
		}
		call.SetRequestCookie(shown)
	}
	call.SetValue(sessionKey{}, s)
	return call, nil
}

// start takes on the id that the client sent, or a new one.
func (s *Session) start(ctx context.Context, text string) error {
	if text != "" {
		tok, ok, err := s.m.check(ctx, text)
		if err != nil {
			return err
		}
		if ok {
			s.tok, s.id = tok, tok.id(s.m.namespace)
			return nil
		}
		s.m.refuse(s.peer)
	}
	tok, err := s.m.mint(ctx, s.m.eager)
	if err != nil {
		return err
	}
	s.become(tok, s.m.nothing(absent))
	s.minted = true
	if s.m.eager {
		if err := s.admitNew(); err != nil {
			return err
		}
		if _, err := s.m.apply(ctx, s.id, Change{Create: true, TTL: eagerTTL, Writes: s.binding()}); err != nil {
			return err
		}
		s.snap = nil
	}
	return nil
}

// retry makes a session ready to be used by its call from the beginning.
func (s *Session) retry() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answered = false
	if s.snap != nil && s.snap.state == alive {
		s.snap = nil
	}
}

// finish puts the id into the cookie that goes back.
func (m *Manager) finish(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
	var sent runtime.Cookie
	if c := call.RequestCookie(); c != nil {
		sent = *c
	}
	s, ok := call.Value(sessionKey{}).(*Session)
	if !ok { // another node stopped the call before it had a session
		if c := call.ReturnCookie(); c != nil && c.SessionID != "" && call.Err == nil {
			call.SetReturnCookie(&runtime.Cookie{SessionID: sent.SessionID, Values: c.Values})
		}
		return call, nil
	}
	id, changed, renewed := s.outcome()
	var onError *runtime.Cookie
	if changed {
		onError = &runtime.Cookie{SessionID: id, Values: sent.Values}
	}
	if call.Err != nil || call.Response == nil {
		call.SetReturnCookie(onError)
		return call, nil
	}
	answer := sent
	if c := call.ReturnCookie(); c != nil { // it is the handler's, so it is not changed but copied
		answer = *c
	}
	before := len(answer.SessionID)
	if before > 0 || renewed {
		answer.SessionID = id
	}
	if len(answer.SessionID) > before {
		if err := codec.CheckCookie(&answer); err != nil {
			m.log().Error("rpcgen: the handler's cookie is not sent, as it has no room for the session id", "method", call.Method, "error", err)
			answer = runtime.Cookie{SessionID: id, Values: sent.Values}
		}
	}
	call.SetReturnCookie(&answer)
	// A node after this one may fail the call. Then the client must learn of a
	// changed id all the same, or it is left with one that has ended.
	response := call.Response
	call.Response = nil
	call.SetReturnCookie(onError)
	call.Response = response
	return call, nil
}

// outcome returns the id that the client shall have, "" for none, and what this
// call has done to it. From then on nothing can change the id. A move that
// another goroutine of the call has begun is waited for.
func (s *Session) outcome() (id string, changed, renewed bool) {
	s.moving.Lock()
	defer s.moving.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answered = true
	s.handHalf()
	if s.ended {
		return "", true, false
	}
	if !s.minted && !s.renewed {
		return s.sent, false, false
	}
	return s.tok.text(), true, s.renewed
}
