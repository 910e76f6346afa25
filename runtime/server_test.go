package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
)

func TestHandleTwice(t *testing.T) {
	server, _ := newServer(repeat)
	defer func() {
		if r := fmt.Sprint(recover()); !strings.Contains(r, `"Parrot/Say" is registered twice`) || !strings.Contains(r, "//rpcgen:service path=") {
			t.Errorf("the panic says %s", r)
		}
	}()
	say.Handle(server, repeat)
}

func TestHas(t *testing.T) {
	server, _ := newServer(repeat)
	if !server.Has(say.Name()) || server.Has("parrot/say") || server.Has("") || say.Name() != "Parrot/Say" {
		t.Error("Has does not go by the exact name")
	}
}

func TestMaxRequest(t *testing.T) {
	server := runtime.NewServer()
	if got := server.MaxRequest("A"); got != 1<<20 {
		t.Errorf("without options the limit is %d", got)
	}
	server = runtime.NewServer(runtime.WithMaxRequest(7, "A", "B"), runtime.WithMaxRequest(5))
	if a, b, c := server.MaxRequest("A"), server.MaxRequest("B"), server.MaxRequest("C"); a != 7 || b != 7 || c != 5 {
		t.Errorf("the limits are %d, %d, %d", a, b, c)
	}
}

func TestStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		server, _ := newServer(func(ctx context.Context, req *sayRequest) (*sayResponse, error) {
			<-release
			return repeat(ctx, req)
		})
		client := dial(server)
		var calls sync.WaitGroup
		for range 3 {
			calls.Go(func() {
				if res, err := say.Call(t.Context(), client, &sayRequest{Text: "x"}); err != nil || res.Text != "x" {
					t.Errorf("a call in progress got %q, %v", res.Text, err)
				}
			})
		}
		synctest.Wait()
		var stops sync.WaitGroup
		var stopped atomic.Int32
		for range 2 {
			stops.Go(func() {
				if err := server.Stop(t.Context()); err != nil {
					t.Error(err)
				}
				stopped.Add(1)
			})
		}
		synctest.Wait()
		if stopped.Load() > 0 {
			t.Error("Stop did not wait for the calls in progress")
		}
		_, err := say.Call(t.Context(), client, nil)
		var e *runtime.Error
		if !errors.As(err, &e) || e.Code != runtime.CodeUnavailable || e.Type != runtime.ServerError {
			t.Errorf("a new call got %v", err)
		}
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := server.Stop(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Stop gave up with %v", err)
		}
		close(release)
		calls.Wait()
		stops.Wait()
		if err := server.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestStopIdle(t *testing.T) {
	server, _ := newServer(repeat)
	if err := server.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	if ret := server.ServeCall(t.Context(), say.Name(), &sayRequest{}, ""); ret.Err == nil || ret.Err.Code != runtime.CodeUnavailable {
		t.Errorf("got %+v", ret)
	}
}

func TestHandlerTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wait := func(ctx context.Context, _ *sayRequest) (*sayResponse, error) {
			<-ctx.Done()
			return nil, fmt.Errorf("ask the archive: %w", ctx.Err())
		}
		patient := runtime.WithCallTimeout(time.Hour)
		for d, opts := range map[time.Duration][]runtime.ServerOption{
			runtime.DefaultHandlerTimeout: nil,
			time.Second:                   {runtime.WithHandlerTimeout(time.Second)},
		} {
			server, _ := newServer(wait, opts...)
			begin := time.Now()
			_, err := say.Call(t.Context(), dial(server, patient), nil)
			var e *runtime.Error
			if !errors.As(err, &e) || e.Code != runtime.CodeServerTimeout || e.Type != runtime.ServerError || e.Message != "Server Timeout" {
				t.Errorf("got %v", err)
			}
			if took := time.Since(begin); took != d {
				t.Errorf("the handler had %v, want %v", took, d)
			}
		}
		if runtime.DefaultHandlerTimeout != 30*time.Second {
			t.Errorf("by default a handler has %v", runtime.DefaultHandlerTimeout)
		}
		server, _ := newServer(wait, runtime.WithHandlerTimeout(0))
		_, err := say.Call(t.Context(), dial(server, patient), nil)
		if runtime.CodeOf(err) != runtime.CodeTimeout {
			t.Errorf("without a limit on the server the client's own deadline gives %v", err)
		}
		synctest.Wait()
	})
}

// No session id gets into a log, whatever breaks: the one that the client sent,
// the one that a flow has put in its place, and the one that goes back.
func TestLogsHideSessionIDs(t *testing.T) {
	const valid, fresh = "VALIDvalidVALIDvalidVALIDvalid", "FRESHfreshFRESHfreshFRESHfresh"
	ids := secretID + " " + valid + " " + fresh
	for name, breakIt := range map[string]func() error{
		"error":          func() error { return errors.New("no row for " + ids) },
		"panic":          func() error { panic("no row for " + ids) },
		"panic, error":   func() error { panic(fmt.Errorf("no row for %s", ids)) },
		"panic, request": func() error { panic(fmt.Sprintf("%+v %#v of %s", secretCookie(), *secretCookie(), ids)) },
	} {
		for _, point := range []string{"PreCall", "handler", "PreReturn", "PostReturn"} {
			at := func(p string) error {
				if p == point {
					return breakIt()
				}
				return nil
			}
			node := func(p string) runtime.Node[*runtime.Call] {
				return func(_ context.Context, call *runtime.Call) (*runtime.Call, error) { return call, at(p) }
			}
			server, log := newServer(func(context.Context, *sayRequest) (*sayResponse, error) {
				res := &sayResponse{}
				res.Cookie = &runtime.Cookie{SessionID: fresh}
				return res, at("handler")
			})
			server.Flows().PreCall.Use(func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
				call.SetRequestCookie(&runtime.Cookie{SessionID: valid})
				call.SetReturnCookie(&runtime.Cookie{SessionID: fresh})
				return call, nil
			}, node("PreCall"))
			server.Flows().PreReturn.Use(func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
				call.SetReturnCookie(&runtime.Cookie{SessionID: fresh})
				return call, nil
			}, node("PreReturn"))
			server.Flows().PostReturn.Use(node("PostReturn"))
			req := &sayRequest{}
			req.Cookie = secretCookie()
			_, err := say.Call(t.Context(), dial(server), req)
			if fails := point != "PostReturn"; (err != nil) != fails {
				t.Errorf("%s at %s: got %v", name, point, err)
			}
			where := name + " at " + point
			wantNoSecret(t, where, log.String())
			for _, id := range []string{valid, fresh} {
				if strings.Contains(log.String(), id) {
					t.Errorf("%s shows %s: %s", where, id, log)
				}
			}
			if !strings.Contains(log.String(), "no row for [redacted") && name != "panic, request" {
				t.Errorf("%s: the log does not say what happened: %s", where, log)
			}
		}
	}
}

// What a client may not see of an error is logged once.
func TestForeignErrorIsLoggedOnce(t *testing.T) {
	server, log := newServer(func(context.Context, *sayRequest) (*sayResponse, error) { return nil, errors.New("disk full") })
	if _, err := say.Call(t.Context(), dial(server), nil); strings.Contains(err.Error(), "disk") {
		t.Errorf("the caller sees %v", err)
	}
	if got := strings.Count(log.String(), "disk full"); got != 1 {
		t.Errorf("it stands %d times in the log: %s", got, log)
	}
}

// What a fault of the server says beyond what the caller sees is logged; what
// the application answers is not.
func TestCauseOfServerErrorIsLogged(t *testing.T) {
	down := &runtime.Error{Message: "not now", Type: runtime.ServerError, Code: runtime.CodeUnavailable}
	cause := errors.New("connection refused by " + secretID)
	answer := runtime.Errorf("TAKEN", "it is taken")
	for name, of := range map[string]struct {
		err  error
		want int
	}{
		"wrapped beside it":   {fmt.Errorf("%w: %w", down, cause), 1},
		"as its cause":        {down.WithCause(cause), 1},
		"nothing more":        {down, 0},
		"application":         {answer.WithCause(cause), 0},
		"application, around": {fmt.Errorf("%w: %w", answer, cause), 0},
	} {
		server, log := newServer(func(context.Context, *sayRequest) (*sayResponse, error) { return nil, of.err })
		req := &sayRequest{}
		req.Cookie = secretCookie()
		_, err := say.Call(t.Context(), dial(server), req)
		if err == nil || strings.Contains(err.Error(), "refused") || runtime.CodeOf(err) != runtime.CodeOf(of.err) {
			t.Errorf("%s: the caller sees %v", name, err)
		}
		if got := strings.Count(log.String(), "connection refused"); got != of.want || strings.Contains(log.String(), "level=ERROR") {
			t.Errorf("%s: it stands %d times in the log, want %d: %s", name, got, of.want, log)
		}
		wantNoSecret(t, name, log.String())
	}
}

// A client that calls itself "e" does not make the log unreadable.
func TestShortIDLeavesTheLogAlone(t *testing.T) {
	server, log := newServer(func(context.Context, *sayRequest) (*sayResponse, error) { return nil, errors.New("the needle broke") })
	req := &sayRequest{}
	req.Cookie = &runtime.Cookie{SessionID: "e"}
	_, _ = say.Call(t.Context(), dial(server), req)
	if !strings.Contains(log.String(), "the needle broke") {
		t.Errorf("the log is %s", log)
	}
}

func TestServeCall(t *testing.T) {
	server, _ := newServer(repeat)
	ctx := t.Context()
	ret := server.ServeCall(ctx, say.Name(), &sayRequest{Text: "x"}, "peer")
	if res, ok := ret.Response.(*sayResponse); !ok || res.Text != "x" || ret.Err != nil {
		t.Errorf("got %+v", ret)
	}
	for name, ret := range map[string]*runtime.Return{
		"no such method": server.ServeCall(ctx, "Parrot/Sing", &sayRequest{}, ""),
		"another type":   server.ServeCall(ctx, say.Name(), &singRequest{}, ""),
		"a nil request":  server.ServeCall(ctx, say.Name(), (*sayRequest)(nil), ""),
		"nothing at all": server.ServeCall(ctx, say.Name(), nil, ""),
	} {
		if ret.Err == nil || ret.Err.Code != runtime.CodeInputData || ret.Response != nil {
			t.Errorf("%s: got %+v", name, ret)
		}
	}
	server.Flows().PreCall.Use(func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
		call.Response = &singResponse{}
		return nil, runtime.ErrStop
	})
	var seen error
	server.Flows().PostReturn.Use(func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
		seen = call.Err
		return call, nil
	})
	ret = server.ServeCall(ctx, say.Name(), &sayRequest{}, "")
	if ret.Err == nil || ret.Err.Code != runtime.CodeInternal || seen == nil {
		t.Errorf("answered with another type: got %+v, and PostReturn saw %v", ret, seen)
	}
}

type singRequest struct{ runtime.BaseRequest }

type singResponse struct{ runtime.BaseResponse }

// Serve passes on what the transport's send returns, and PostReturn runs all
// the same: the call has been carried out.
func TestServeSendFails(t *testing.T) {
	server, _ := newServer(repeat)
	ran := 0
	server.Flows().PostReturn.Use(func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
		ran++
		return call, nil
	})
	in := runtime.Inbound{Method: say.Name(), Codec: codec.JSON, Data: []byte(`{"text":"x"}`)}
	err := server.Serve(t.Context(), in, func(out runtime.Outbound) error {
		if out.Err != nil || out.Refused || out.Cookie || string(out.Data) != `{"isSucc":true,"res":{"text":"x"}}` {
			t.Errorf("got %s, %+v", out.Data, out)
		}
		return io.ErrClosedPipe
	})
	if !errors.Is(err, io.ErrClosedPipe) || ran != 1 {
		t.Errorf("got %v, and PostReturn ran %d times", err, ran)
	}
}

func TestOutbound(t *testing.T) {
	for _, c := range []struct {
		name, method, body string
		refused, cookie    bool
		code               any
		data               string
	}{
		{"cookie", say.Name(), `{"text":"cookie"}`, false, true, nil, `{"isSucc":true,"res":{"__cookie":{"a":1},"text":""}}`},
		{"error", say.Name(), `{"text":"error"}`, false, false, "E", `{"isSucc":false,"err":{"message":"no","type":"ApiError","code":"E"}}`},
		{"unknown", "Parrot/Sing", `{}`, true, false, runtime.CodeInputData,
			`{"isSucc":false,"err":{"message":"Invalid api path: Parrot/Sing","type":"ServerError","code":"INPUT_DATA_ERR"}}`},
		{"missing", say.Name(), `{}`, true, false, runtime.CodeInputData,
			"{\"isSucc\":false,\"err\":{\"message\":\"Missing required property `text`.\",\"type\":\"ServerError\",\"code\":\"INPUT_DATA_ERR\"}}"},
	} {
		server, _ := newServer(func(ctx context.Context, req *sayRequest) (*sayResponse, error) {
			if req.Text == "error" {
				return nil, runtime.Errorf("E", "no")
			}
			runtime.CookieFrom(ctx).Set("a", 1)
			return nil, nil
		})
		var out runtime.Outbound
		in := runtime.Inbound{Method: c.method, Codec: codec.JSON, Data: []byte(c.body)}
		if err := server.Serve(t.Context(), in, func(o runtime.Outbound) error { out = o; return nil }); err != nil {
			t.Error(err)
		}
		var code any
		if out.Err != nil {
			code = out.Err.Code
		}
		if string(out.Data) != c.data || out.Refused != c.refused || out.Cookie != c.cookie || code != c.code {
			t.Errorf("%s: got %s, %+v", c.name, out.Data, out)
		}
	}
}
