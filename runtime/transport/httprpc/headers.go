package httprpc

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// HSTS tells browsers, with every answer over TLS, to call this host over TLS only
// for as long as maxAge (RFC 6797); a year is usual, and 0 takes it back. It holds
// for the host and nothing below it: what includes subdomains is a decision about
// other servers, which are not this one's to make.
func HSTS(maxAge time.Duration) HandlerOption {
	return func(o *handlerOptions) error {
		if maxAge < 0 || maxAge%time.Second != 0 {
			return errors.New("httprpc: HSTS needs whole seconds, and no less than none")
		}
		o.hsts = []string{"max-age=" + strconv.FormatInt(int64(maxAge/time.Second), 10)}
		return nil
	}
}

// ClearSiteData asks the browser, with the answer to the call that ctx belongs to,
// to delete what scripts have stored at the server's origin ("Clear-Site-Data" with
// "storage"). A handler that logs out calls it where nothing of the user's shall
// stay on the machine:
//
//	err := session.From(ctx).Destroy(ctx)
//	httprpc.ClearSiteData(ctx)
//
// It deletes the storage of the whole origin, of every application there and of
// every tab: localStorage, sessionStorage, IndexedDB, service workers. Browsers obey
// only over TLS, and only for the origin of the server, which need not be the page's.
// Destroy alone makes the client forget the session, so it is for shared machines.
//
// In a call over another transport it does nothing.
func ClearSiteData(ctx context.Context) {
	if c, ok := ctx.Value(clearKey{}).(*clearContext); ok {
		c.clear.Store(true)
	}
}

type clearKey struct{}

// A clearContext is a context for ClearSiteData, which notes in it that it was called.
type clearContext struct {
	context.Context
	clear atomic.Bool
}

// withClear returns a ctx for ClearSiteData, and where it notes that it was called.
func withClear(ctx context.Context) (context.Context, *atomic.Bool) {
	c := &clearContext{Context: ctx}
	return c, &c.clear
}

// Value implements [context.Context].
func (c *clearContext) Value(key any) any {
	if key == any(clearKey{}) {
		return c
	}
	return c.Context.Value(key)
}

// String describes the context as those of package context do.
func (c *clearContext) String() string { return fmt.Sprint(c.Context) + ".ClearSiteData" }

// clearStorage is shared by all answers: nobody changes it.
var clearStorage = []string{`"storage"`}

// announceTLS sends what HSTS has set up.
func (h *Handler) announceTLS(w http.ResponseWriter, r *http.Request) {
	if h.options.hsts != nil && h.secure(r) {
		w.Header()["Strict-Transport-Security"] = h.options.hsts
	}
}
