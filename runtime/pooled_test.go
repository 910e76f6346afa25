package runtime_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

// Nodes may keep what they are shown of a message: later messages do not get into it.
func TestNodesMayKeepBytes(t *testing.T) {
	server, _ := newServer(repeat)
	client := dial(server)
	var kept []*runtime.Data
	var texts []string
	keep := func(_ context.Context, d *runtime.Data) (*runtime.Data, error) {
		kept, texts = append(kept, d), append(texts, string(d.Bytes))
		return d, nil
	}
	for _, flows := range []*runtime.Flows{server.Flows(), client.Flows()} {
		flows.PreSend.Use(keep)
		flows.PreReceive.Use(keep)
	}
	for _, text := range []string{"first", strings.Repeat("second", 1000), "3"} {
		if res, err := say.Call(t.Context(), client, &sayRequest{Text: text}); err != nil || res.Text != text {
			t.Fatalf("%v, %v", res, err)
		}
	}
	if len(kept) != 12 {
		t.Fatalf("%d messages", len(kept))
	}
	for i, d := range kept {
		if string(d.Bytes) != texts[i] {
			t.Errorf("message %d has become %s", i, d.Bytes)
		}
	}
}

// Calls that panic, that fail, that nobody waits for and that are large take turns
// with others, which see nothing of them.
func TestCallsSeeNothingOfOthers(t *testing.T) {
	server, _ := newServer(func(ctx context.Context, req *sayRequest) (*sayResponse, error) {
		switch {
		case strings.HasPrefix(req.Text, "panic"):
			panic(req.Text)
		case strings.HasPrefix(req.Text, "fail"):
			return nil, runtime.Errorf("FAIL", "%s", req.Text)
		case strings.HasPrefix(req.Text, "wait"):
			<-ctx.Done()
		}
		return repeat(ctx, req)
	})
	var wg sync.WaitGroup
	for worker := range 4 {
		for _, client := range []*runtime.Client{
			dial(server), dial(server, runtime.WithCallTimeout(0)), inproc.NewClient(server, inproc.Direct()),
		} {
			wg.Go(func() {
				own := string(rune('a' + worker))
				for i := range 40 {
					text := []string{"", "panic ", "fail ", "wait "}[i%4] + strings.Repeat(own, 1<<(i%14))
					ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
					if i%4 == 3 {
						cancel() // the handler may run all the same
					}
					res, err := say.Call(ctx, client, &sayRequest{Text: text})
					cancel()
					if i%4 == 0 && (err != nil || res.Text != text) {
						t.Errorf("%d: %v, %v", i, res, err)
					}
					if i%4 == 2 && (runtime.CodeOf(err) != "FAIL" || !strings.HasSuffix(err.Error(), text+" (FAIL)")) {
						t.Errorf("%d: %v", i, err)
					}
					if i%4 != 0 && res.Text != "" {
						t.Errorf("%d: a call that failed has the answer %q", i, res.Text)
					}
				}
			})
		}
	}
	wg.Wait()
	if err := server.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

// A call that code of the user's has kept stays that call.
func TestKeptCallsStay(t *testing.T) {
	var calls []*runtime.Call
	var contexts []context.Context
	server, _ := newServer(func(ctx context.Context, req *sayRequest) (*sayResponse, error) {
		calls, contexts = append(calls, runtime.CallFrom(ctx)), append(contexts, ctx)
		runtime.CookieFrom(ctx).Set("text", req.Text)
		return repeat(ctx, req)
	})
	client := dial(server)
	texts := []string{"first", "second", "third"}
	for _, text := range texts {
		if _, err := say.Call(t.Context(), client, &sayRequest{Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	for i, text := range texts {
		call := runtime.CallFrom(contexts[i])
		if call != calls[i] || call.Request.(*sayRequest).Text != text || call.Response.(*sayResponse).Text != text {
			t.Errorf("call %d has become another", i)
		}
		if got := runtime.CookieFrom(contexts[i]).Get("text"); got != text {
			t.Errorf("the cookie of call %d has %v", i, got)
		}
	}
}
