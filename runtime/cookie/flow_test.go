package cookie

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

type askRequest struct {
	runtime.BaseRequest
	Word string
}

type askResponse struct{ runtime.BaseResponse }

var ask = runtime.NewMethod[askRequest, askResponse]("Ask")

// A wire is a transport that answers with a function: a cookie, an error or both.
type wire struct {
	origin string
	answer func(ctx context.Context, word string, sent *runtime.Cookie) (*runtime.Cookie, error)
}

func (w *wire) Origin() string { return w.origin }

func (w *wire) RoundTrip(ctx context.Context, call *runtime.Call) error {
	cookie, err := w.answer(ctx, call.Request.(*askRequest).Word, call.RequestCookie().Clone())
	var e *runtime.Error
	if err != nil && !errors.As(err, &e) {
		return err
	}
	res := &askResponse{}
	if e == nil {
		res.Cookie = cookie
	}
	return call.Answer(res, &runtime.Return{Response: res, Err: e, Cookie: cookie})
}

// echo is what a server without sessions answers.
func echo(_ context.Context, _ string, sent *runtime.Cookie) (*runtime.Cookie, error) {
	return sent, nil
}

// sessions answers as a server with sessions does, and counts the ids it makes.
type sessions struct{ made atomic.Int64 }

func (s *sessions) answer(_ context.Context, _ string, sent *runtime.Cookie) (*runtime.Cookie, error) {
	if sent = orEmpty(sent); sent.SessionID == "" {
		sent.SessionID = fmt.Sprint("s", s.made.Add(1))
	}
	return sent, nil
}

func client(jar Jar, w *wire, opts ...runtime.ClientOption) *runtime.Client {
	if w.origin == "" {
		w.origin = here
	}
	return runtime.NewClient(w, append([]runtime.ClientOption{WithJar(jar)}, opts...)...)
}

func TestFlowSendsAndStores(t *testing.T) {
	jar := NewMemory()
	var sent []string
	answers := map[string]string{
		"set": `{"sessionId":"s1","a":1}`, "leave": "", "clear": `{}`, "fail with one": `{"sessionId":"s2"}`, "fail": "",
	}
	c := client(jar, &wire{answer: func(_ context.Context, word string, cookie *runtime.Cookie) (*runtime.Cookie, error) {
		sent = append(sent, text(t, cookie))
		if strings.HasPrefix(word, "fail") {
			return cookieOf(t, answers[word]), &runtime.Error{Message: "no"}
		}
		return cookieOf(t, answers[word]), nil
	}})
	for _, step := range []struct{ word, sent, kept string }{
		{"leave", "", ""},
		{"fail", "", ""},
		{"set", "", `{"a":1,"sessionId":"s1"}`},
		{"leave", `{"a":1,"sessionId":"s1"}`, `{"a":1,"sessionId":"s1"}`},
		{"fail", `{"a":1,"sessionId":"s1"}`, `{"a":1,"sessionId":"s1"}`},
		{"clear", `{"a":1,"sessionId":"s1"}`, `{}`},
		{"leave", `{}`, `{}`},
		{"fail with one", `{}`, `{"sessionId":"s2"}`},
	} {
		req := &askRequest{Word: step.word}
		req.Cookie = &runtime.Cookie{SessionID: "the caller's own"}
		_, err := ask.Call(t.Context(), c, req)
		if failed := err != nil; failed != strings.HasPrefix(step.word, "fail") {
			t.Errorf("%s: %v", step.word, err)
		}
		if got := sent[len(sent)-1]; got != step.sent {
			t.Errorf("%s: %s was sent, want %s", step.word, got, step.sent)
		}
		expect(t, jar, here, step.kept)
		if req.Cookie.SessionID != "the caller's own" {
			t.Error("the caller's request was changed")
		}
	}
}

func TestFlowKeepsServersApart(t *testing.T) {
	jar := NewMemory()
	first, second := &sessions{}, &sessions{}
	second.made.Store(100)
	for range 2 {
		for _, w := range []*wire{{origin: "http://a:80", answer: first.answer}, {origin: "http://b:80", answer: second.answer}} {
			if _, err := ask.Call(t.Context(), client(jar, w), nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	expect(t, jar, "http://a:80", `{"sessionId":"s1"}`)
	expect(t, jar, "http://b:80", `{"sessionId":"s101"}`)
	expect(t, jar, here, "")
}

func TestNoOriginNoCall(t *testing.T) {
	c := runtime.NewClient(&wire{answer: echo}, WithJar(NewMemory()))
	_, err := ask.Call(t.Context(), c, nil)
	var e *runtime.Error
	if !errors.As(err, &e) || e.Type != runtime.ClientError {
		t.Errorf("the error is %v", err)
	}
}

func TestNilJar(t *testing.T) {
	var sent *runtime.Cookie
	c := runtime.NewClient(&wire{answer: func(_ context.Context, _ string, cookie *runtime.Cookie) (*runtime.Cookie, error) {
		sent = cookie
		return nil, nil
	}}, WithJar(nil))
	req := &askRequest{}
	req.Cookie = &runtime.Cookie{SessionID: "mine"}
	if _, err := ask.Call(t.Context(), c, req); err != nil || sent.SessionID != "mine" {
		t.Error(sent, err)
	}
}

// A brokenJar fails where it is told to.
type brokenJar struct {
	Memory
	load, merge error
}

func (b *brokenJar) Load(ctx context.Context, origin string) (*runtime.Cookie, error) {
	if b.load != nil {
		return nil, b.load
	}
	return b.Memory.Load(ctx, origin)
}

func (b *brokenJar) Merge(ctx context.Context, origin string, sent, got *runtime.Cookie) error {
	if b.merge != nil {
		return b.merge
	}
	return b.Memory.Merge(ctx, origin, sent, got)
}

func TestUnreadableJarSendsNothing(t *testing.T) {
	reason := errors.New("the jar is shut")
	c := client(&brokenJar{load: reason}, &wire{answer: func(context.Context, string, *runtime.Cookie) (*runtime.Cookie, error) {
		t.Error("the call was sent")
		return nil, nil
	}})
	_, err := ask.Call(t.Context(), c, nil)
	var e *runtime.Error
	if !errors.As(err, &e) || e.Type != runtime.ClientError || !errors.Is(err, reason) || !strings.Contains(e.Message, "nothing was sent") {
		t.Errorf("the error is %v", err)
	}
}

func TestUnwritableJarIsLogged(t *testing.T) {
	var log bytes.Buffer
	server := &sessions{}
	c := client(&brokenJar{merge: errors.New("the jar is full")}, &wire{answer: server.answer},
		runtime.WithClientLogger(slog.New(slog.NewTextHandler(&log, nil))))
	res, err := ask.Call(t.Context(), c, nil)
	if err != nil || res.Cookie.SessionID != "s1" {
		t.Errorf("%v, %v", res.Cookie, err)
	}
	if !strings.Contains(log.String(), "the jar is full") || strings.Contains(log.String(), "s1 ") {
		t.Errorf("the log says %s", &log)
	}
}

// The caller's time runs out just as the answer arrives: it is stored.
func TestAnswerIsStoredAfterTheDeadline(t *testing.T) {
	jar := NewMemory()
	ctx, cancel := context.WithCancel(t.Context())
	c := client(jar, &wire{answer: func(context.Context, string, *runtime.Cookie) (*runtime.Cookie, error) {
		cancel()
		return &runtime.Cookie{SessionID: "s1"}, nil
	}})
	if _, err := ask.Call(ctx, c, nil); err != nil {
		t.Fatal(err)
	}
	expect(t, jar, here, `{"sessionId":"s1"}`)
}

// The base of the merge is what was sent, also where a node added to it: the
// echo of that is no change.
func TestWhatANodeAddsIsNotStored(t *testing.T) {
	jar := NewMemory()
	merge(t, jar, here, "", `{"sessionId":"s1"}`)
	c := client(jar, &wire{answer: echo})
	c.Flows().PreCall.Use(func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
		cookie := call.RequestCookie()
		cookie.Values = with(cookie.Values, "trace", "t1")
		return call, nil
	})
	if _, err := ask.Call(t.Context(), c, nil); err != nil {
		t.Fatal(err)
	}
	expect(t, jar, here, `{"sessionId":"s1"}`)
}

// calls makes n calls at once and returns when all are back.
func calls(t *testing.T, ctx context.Context, c *runtime.Client, n int) {
	t.Helper()
	var all sync.WaitGroup
	for range n {
		all.Go(func() { ask.Call(ctx, c, nil) })
	}
	all.Wait()
}

func slowly(d time.Duration, answer func(context.Context, string, *runtime.Cookie) (*runtime.Cookie, error)) func(context.Context, string, *runtime.Cookie) (*runtime.Cookie, error) {
	return func(ctx context.Context, word string, sent *runtime.Cookie) (*runtime.Cookie, error) {
		select {
		case <-time.After(d):
			return answer(ctx, word, sent)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func TestFirstCallGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		jar, server := NewMemory(), &sessions{}
		c := client(jar, &wire{answer: slowly(time.Second, server.answer)})
		start := time.Now()
		calls(t, t.Context(), c, 50)
		if made, took := server.made.Load(), time.Since(start); made != 1 || took != 2*time.Second {
			t.Errorf("%d sessions, %v", made, took)
		}
		merge(t, jar, here, `{"sessionId":"s1"}`, `{}`) // cleared: it is a first call again
		calls(t, t.Context(), c, 50)
		if made := server.made.Load(); made != 2 {
			t.Errorf("%d sessions after a clear", made)
		}
	})
}

// With an id in the jar nobody waits for anybody.
func TestGateIsForFirstCallsOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		jar, server := NewMemory(), &sessions{}
		merge(t, jar, here, "", `{"sessionId":"s0"}`)
		c := client(jar, &wire{answer: slowly(time.Second, server.answer)})
		start := time.Now()
		calls(t, t.Context(), c, 50)
		if took := time.Since(start); took != time.Second {
			t.Errorf("the calls took %v", took)
		}
	})
}

// A server without sessions makes the first calls wait once, and then no more.
func TestGateOpensForServersWithoutSessions(t *testing.T) {
	for name, answer := range map[string]func(context.Context, string, *runtime.Cookie) (*runtime.Cookie, error){
		"echo":  echo,
		"nil":   func(context.Context, string, *runtime.Cookie) (*runtime.Cookie, error) { return nil, nil },
		"empty": func(context.Context, string, *runtime.Cookie) (*runtime.Cookie, error) { return &runtime.Cookie{}, nil },
		"errors": func(context.Context, string, *runtime.Cookie) (*runtime.Cookie, error) {
			return nil, &runtime.Error{Message: "no"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := client(NewMemory(), &wire{answer: slowly(time.Second, answer)})
				start := time.Now()
				calls(t, t.Context(), c, 50)
				if took := time.Since(start); took != 2*time.Second {
					t.Errorf("the first calls took %v", took)
				}
				start = time.Now()
				calls(t, t.Context(), c, 50)
				if took := time.Since(start); took != time.Second {
					t.Errorf("later ones took %v", took)
				}
			})
		})
	}
}

// Nobody waits longer than GateWait, even if the first call never ends, and
// nobody longer than its own ctx.
func TestGateDoesNotHoldForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &sessions{}
		var first atomic.Bool
		c := client(NewMemory(), &wire{answer: func(ctx context.Context, word string, sent *runtime.Cookie) (*runtime.Cookie, error) {
			if first.CompareAndSwap(false, true) {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			return server.answer(ctx, word, sent)
		}})
		ctx, cancel := context.WithCancel(t.Context())
		hung := make(chan error)
		go func() {
			_, err := ask.Call(ctx, c, nil)
			hung <- err
		}()
		synctest.Wait()
		short, cancelShort := context.WithTimeout(t.Context(), time.Second)
		defer cancelShort()
		start := time.Now()
		_, err := ask.Call(short, c, nil)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		start = time.Now()
		_, err = ask.Call(t.Context(), c, nil)
		if err != nil || time.Since(start) != GateWait {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		cancel()
		if err := <-hung; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

// If the first call fails on its way, or panics, or is stopped by another node,
// the next one goes first.
func TestGateSurvivesTheFirstCall(t *testing.T) {
	fail := func(how string) error {
		if how == "panic" {
			panic("in the transport")
		}
		return errors.New("the line is cut")
	}
	for _, how := range []string{"error", "panic", "stopped later", "stopped by return node"} {
		t.Run(how, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := &sessions{}
				var fails atomic.Int64
				fails.Store(3)
				failing := func() bool { return fails.Add(-1) >= 0 }
				node := func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
					if failing() {
						return nil, errors.New("stopped")
					}
					return call, nil
				}
				c := runtime.NewClient(&wire{origin: here, answer: func(ctx context.Context, word string, sent *runtime.Cookie) (*runtime.Cookie, error) {
					<-time.After(time.Millisecond)
					if how == "error" || how == "panic" {
						if failing() {
							return nil, fail(how)
						}
					}
					return server.answer(ctx, word, sent)
				}}, func(c *runtime.Client) {
					if how == "stopped by return node" {
						c.Flows().PreReturn.Use(node)
					}
				}, WithJar(NewMemory()), func(c *runtime.Client) {
					if how == "stopped later" {
						c.Flows().PreCall.Use(node)
					}
				})
				start := time.Now()
				var all sync.WaitGroup
				for range 20 {
					all.Go(func() {
						defer func() { _ = recover() }()
						ask.Call(t.Context(), c, nil)
					})
				}
				all.Wait()
				if took := time.Since(start); took >= GateWait {
					t.Errorf("the calls took %v", took)
				}
				lost := int64(0)
				if how == "stopped by return node" {
					lost = 3 // their answers never reached the jar
				}
				if made := server.made.Load(); made != 1+lost {
					t.Errorf("%d sessions", made)
				}
			})
		})
	}
}

// An interceptor that tries again, within the jar's flow or around it, does not
// wait for itself.
func TestRetryPassesTheGate(t *testing.T) {
	retry := func(next runtime.CallFunc) runtime.CallFunc {
		return func(ctx context.Context, call *runtime.Call) (err error) {
			for range 3 {
				if err = next(ctx, call); err == nil {
					return nil
				}
			}
			return err
		}
	}
	for name, order := range map[string]func(jar Jar) []runtime.ClientOption{
		"inside": func(jar Jar) []runtime.ClientOption {
			return []runtime.ClientOption{WithJar(jar), runtime.WithClientInterceptors(retry)}
		},
		"inside, with a node that keeps the flow from seeing failures": func(jar Jar) []runtime.ClientOption {
			stop := func(c *runtime.Client) {
				c.Flows().PreReturn.Use(func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
					return call, call.Err
				})
			}
			return []runtime.ClientOption{stop, WithJar(jar), runtime.WithClientInterceptors(retry)}
		},
		"outside": func(jar Jar) []runtime.ClientOption {
			return []runtime.ClientOption{runtime.WithClientInterceptors(retry), WithJar(jar)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server, jar := &sessions{}, NewMemory()
				var tries atomic.Int64
				c := runtime.NewClient(&wire{origin: here, answer: func(ctx context.Context, word string, sent *runtime.Cookie) (*runtime.Cookie, error) {
					if tries.Add(1) < 3 {
						return nil, errors.New("the line is cut")
					}
					return server.answer(ctx, word, sent)
				}}, order(jar)...)
				start := time.Now()
				calls(t, t.Context(), c, 5)
				if took := time.Since(start); took != 0 {
					t.Errorf("the calls took %v", took)
				}
				expect(t, jar, here, `{"sessionId":"s1"}`)
			})
		})
	}
}

// A call within the first call, such as one that fetches a token for it, does not
// wait for the call that waits for it.
func TestCallWithinTheFirstCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, jar := &sessions{}, NewMemory()
		var c *runtime.Client
		var inside atomic.Bool
		c = client(jar, &wire{answer: server.answer}, func(c *runtime.Client) {
			c.Flows().PreCall.Use(func(ctx context.Context, call *runtime.Call) (*runtime.Call, error) {
				if inside.CompareAndSwap(false, true) {
					if _, err := ask.Call(ctx, c, nil); err != nil {
						return nil, err
					}
				}
				return call, nil
			})
		})
		start := time.Now()
		if _, err := ask.Call(t.Context(), c, nil); err != nil || time.Since(start) != 0 {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		expect(t, jar, here, `{"sessionId":"s1"}`)
	})
}

// A jar that cannot store does not make all calls queue up.
func TestUnwritableJarOpensTheGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &sessions{}
		c := client(&brokenJar{merge: errors.New("full")}, &wire{answer: slowly(time.Second, server.answer)},
			runtime.WithClientLogger(slog.New(slog.DiscardHandler)))
		start := time.Now()
		calls(t, t.Context(), c, 20)
		if took := time.Since(start); took != 2*time.Second {
			t.Errorf("the calls took %v", took)
		}
	})
}

// Parallel calls that each set a key, with answers in any order, over a real jar.
func TestParallelCallsKeepAllKeys(t *testing.T) {
	jar := NewMemory()
	merge(t, jar, here, "", `{"sessionId":"s1"}`)
	c := client(jar, &wire{answer: func(_ context.Context, word string, sent *runtime.Cookie) (*runtime.Cookie, error) {
		sent.Values = with(sent.Values, word, true)
		return sent, nil
	}})
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			if _, err := ask.Call(t.Context(), c, &askRequest{Word: fmt.Sprint("k", i)}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	got, err := jar.Load(t.Context(), here)
	if err != nil || len(got.Values) != 40 {
		t.Errorf("%d keys of 40, %v", len(got.Values), err)
	}
}
