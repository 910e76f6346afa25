package main

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/rpcgen/rpcgen/examples/session-and-cookie/api"
	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
)

// testSession is the value that SetSession writes and Test reads.
var testSession = session.NewKey[string]("testSession")

// demo implements the service.
type demo struct {
	sessions atomic.Int64 // how often SetSession was called
	cookies  atomic.Int64 // how often SetCookie was called
}

var _ api.Demo = (*demo)(nil)

func (d *demo) Test(ctx context.Context) (*api.TestResponse, error) {
	value, err := testSession.Get(ctx)
	if err != nil {
		return nil, err
	}
	res := &api.TestResponse{}
	if value != "" {
		res.TestSession = &value
	}
	return res, nil
}

func (d *demo) SetSession(ctx context.Context) error {
	return testSession.Set(ctx, fmt.Sprintf("Session %d", d.sessions.Add(1)))
}

func (d *demo) SetCookie(ctx context.Context) error {
	runtime.CookieFrom(ctx).Set("testCookie", fmt.Sprintf("Cookie %d", d.cookies.Add(1)))
	return nil
}

func (d *demo) Clear(_ context.Context, req *api.ClearRequest) (*api.ClearResponse, error) {
	res := &api.ClearResponse{Cleared: len(req.Cookie.Values)}
	if req.Cookie.SessionID != "" {
		res.Cleared++
	}
	res.Cookie = &runtime.Cookie{} // empty, not nil: nil would leave the client's cookie as it is
	return res, nil
}
