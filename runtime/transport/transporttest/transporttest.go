// Package transporttest is the contract of a transport as a test suite: what
// every transport must do with calls, errors, cookies, flows and limits. Each
// transport runs it, those outside of this module too.
//
//	func TestTransport(t *testing.T) {
//		transporttest.Run(t, func(t *testing.T, s *runtime.Server, opts ...runtime.ClientOption) *runtime.Client {
//			…
//		}, transporttest.Options{MaxResponse: 1 << 20})
//	}
package transporttest

import (
	"context"
	"log/slog"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

// A Dial serves server over the transport under test and returns a client of it,
// made with the options and without a cookie jar. It ends both with t.Cleanup.
type Dial func(t *testing.T, server *runtime.Server, opts ...runtime.ClientOption) *runtime.Client

// Options say what a transport is like.
type Options struct {
	// MaxResponse is how many bytes an answer may have to the clients that Dial
	// makes. It should be small, such as 1 MiB. 0 leaves the test out.
	MaxResponse int
	// Shares says that the transport hands values over without encoding them. What
	// bytes alone can show is then left out: limits, required fields, and that the
	// two sides share nothing.
	Shares bool
	// Waits says that a call ends no sooner than its handler. What happens when the
	// handler does not heed its context is then left out.
	Waits bool
}

// Run runs the suite.
func Run(t *testing.T, dial Dial, opts Options) {
	s := suite{dial, opts}
	for _, test := range []struct {
		name  string
		run   func(*testing.T)
		bytes bool // leave out where values are handed over
	}{
		{"Call", s.call, false},
		{"Unicode", s.unicode, false},
		{"Empty", s.empty, false},
		{"Concurrent", s.concurrent, false},
		{"Isolation", s.isolation, true},
		{"UnknownMethod", s.unknownMethod, false},
		{"MissingField", s.missingField, true},

		{"Checked", s.checked, false},

		{"Errors", s.errors, false},
		{"ForeignError", s.foreignError, false},
		{"Panic", s.panics, false},
		{"PanicInMarshaler", s.panicInMarshaler, true},
		{"BadResponse", s.badResponse, true},

		{"Cancel", s.cancel, false},
		{"Deadline", s.deadline, false},
		{"DeadlineTravels", s.deadlineTravels, false},
		{"HandlerTimeout", s.handlerTimeout, false},
		{"Stubborn", s.stubborn, false},

		{"RequestLimit", s.requestLimit, true},
		{"ResponseLimit", s.responseLimit, true},

		{"Cookies", s.cookies, false},
		{"CookieOnError", s.cookieOnError, false},
		{"CookieJar", s.cookieJar, false},

		{"FlowOrder", s.flowOrder, false},
		{"FlowData", s.flowData, true},
		{"ClientStops", s.clientStops, false},
		{"ServerStops", s.serverStops, false},
		{"Interceptors", s.interceptors, false},
		{"Retry", s.retry, false},
		{"Header", s.header, false},

		{"Stop", s.stop, false},
	} {
		if test.bytes && opts.Shares || test.name == "Stubborn" && opts.Waits {
			continue
		}
		t.Run(test.name, test.run)
	}
}

type suite struct {
	dial Dial
	Options
}

// server returns a server that logs to the test and is stopped at its end: its
// last PostReturn nodes run after the answer is there.
func (s suite) server(t *testing.T, opts ...runtime.ServerOption) *runtime.Server {
	logger := slog.New(slog.NewTextHandler(t.Output(), nil))
	server := runtime.NewServer(append([]runtime.ServerOption{runtime.WithLogger(logger)}, opts...)...)
	t.Cleanup(func() {
		if err := server.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("stop the server: %v", err)
		}
	})
	return server
}

// echo serves echo with handler and returns a client.
func (s suite) echo(t *testing.T, handler echoFunc, opts ...runtime.ClientOption) *runtime.Client {
	server := s.server(t)
	echo.Handle(server, handler)
	return s.dial(t, server, opts...)
}
