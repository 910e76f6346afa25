package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

func appending(s string) runtime.Node[string] {
	return func(_ context.Context, v string) (string, error) { return v + s, nil }
}

func failing[T any](err error) runtime.Node[T] {
	return func(_ context.Context, _ T) (none T, _ error) { return none, err }
}

func TestFlowRun(t *testing.T) {
	broken := errors.New("broken")
	for _, c := range []struct {
		name  string
		nodes []runtime.Node[string]
		want  string
		err   error
	}{
		{"empty", nil, "x", nil},
		{"in order", []runtime.Node[string]{appending("1"), appending("2"), appending("3")}, "x123", nil},
		{"error", []runtime.Node[string]{appending("1"), failing[string](broken), appending("3")}, "x1", broken},
		{"stop", []runtime.Node[string]{appending("1"), failing[string](runtime.ErrStop), appending("3")}, "x1", runtime.ErrStop},
	} {
		t.Run(c.name, func(t *testing.T) {
			var flow runtime.Flow[string]
			flow.Use(c.nodes...)
			got, err := flow.Run(t.Context(), "x")
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("got %q, %v, want %q, %v", got, err, c.want, c.err)
			}
		})
	}
}

// A call sees the nodes that were there when it reached the flow.
func TestFlowUseWithinRun(t *testing.T) {
	var flow runtime.Flow[string]
	flow.Use(func(_ context.Context, v string) (string, error) {
		flow.Use(appending("new"))
		return v, nil
	}, appending("old"))
	for i, want := range []string{"old", "oldnew"} {
		if got, err := flow.Run(t.Context(), ""); got != want || err != nil {
			t.Errorf("run %d gave %q, %v, want %q", i, got, err, want)
		}
	}
}

func TestFlowConcurrentUse(t *testing.T) {
	var flow runtime.Flow[string]
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() { flow.Use(appending("a"), appending("b")) })
		all.Go(func() {
			if got, err := flow.Run(t.Context(), ""); err != nil || strings.Trim(got, "ab") != "" {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	all.Wait()
	if got, _ := flow.Run(t.Context(), ""); got != strings.Repeat("ab", 50) {
		t.Errorf("got %q", got)
	}
}

// A client's and a server's flows may grow while calls run.
func TestUseWhileCallsRun(t *testing.T) {
	server, _ := newServer(repeat)
	client := dial(server)
	pass := func(_ context.Context, call *runtime.Call) (*runtime.Call, error) { return call, nil }
	data := func(_ context.Context, d *runtime.Data) (*runtime.Data, error) { return d, nil }
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			for _, flows := range []*runtime.Flows{client.Flows(), server.Flows()} {
				flows.PreCall.Use(pass)
				flows.PreReturn.Use(pass)
				flows.PostReturn.Use(pass)
				flows.PreSend.Use(data)
				flows.PreReceive.Use(data)
			}
		})
		all.Go(func() {
			text := fmt.Sprint(i)
			if res, err := say.Call(t.Context(), client, &sayRequest{Text: text}); err != nil || res.Text != text {
				t.Errorf("got %q, %v", res.Text, err)
			}
		})
	}
	all.Wait()
}

// At PostReturn every node runs, whatever the ones before it do, and what they
// return goes to the log.
func TestPostReturn(t *testing.T) {
	server, serverLog := newServer(repeat)
	clientLog := &buffer{}
	client := dial(server, runtime.WithClientLogger(newLogger(clientLog)))
	var ran []string
	note := func(name string) runtime.Node[*runtime.Call] {
		return func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
			if call.Err != nil || call.Response == nil {
				t.Errorf("%s sees %v, %v", name, call.Response, call.Err)
			}
			ran = append(ran, name)
			return call, nil
		}
	}
	server.Flows().PostReturn.Use(note("1"), failing[*runtime.Call](errors.New("no room for "+secretID)), note("2"),
		failing[*runtime.Call](runtime.ErrStop), note("3"),
		func(context.Context, *runtime.Call) (*runtime.Call, error) { panic("with " + secretID) }, note("4"))
	client.Flows().PostReturn.Use(failing[*runtime.Call](errors.New("no room for "+secretID)), note("client"))
	req := &sayRequest{Text: "x"}
	req.Cookie = secretCookie()
	if res, err := say.Call(t.Context(), client, req); err != nil || res.Text != "x" {
		t.Errorf("got %q, %v", res.Text, err)
	}
	if got := strings.Join(ran, " "); got != "1 2 3 4 client" {
		t.Errorf("the nodes that ran are %s", got)
	}
	for side, log := range map[string]*buffer{"server": serverLog, "client": clientLog} {
		wantNoSecret(t, "the log of the "+side, log.String())
		if !strings.Contains(log.String(), "no room for [redacted") || strings.Contains(log.String(), "flow stopped") {
			t.Errorf("the log of the %s: %s", side, log)
		}
	}
	if !strings.Contains(serverLog.String(), "panic") {
		t.Errorf("the panic is not in the log: %s", serverLog)
	}
}

// On the client a node at PreReturn may turn an error into an answer, and on
// the server too.
func TestPreReturnRescues(t *testing.T) {
	rescue := func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
		if call.Err != nil {
			call.Err, call.Response = nil, &sayResponse{Text: "rescued"}
		}
		return call, nil
	}
	for _, side := range []string{"client", "server"} {
		server, _ := newServer(func(context.Context, *sayRequest) (*sayResponse, error) { return nil, runtime.Errorf("E", "no") })
		client := dial(server)
		flows := client.Flows()
		if side == "server" {
			flows = server.Flows()
		}
		flows.PreReturn.Use(rescue)
		if res, err := say.Call(t.Context(), client, nil); err != nil || res.Text != "rescued" {
			t.Errorf("%s: got %q, %v", side, res.Text, err)
		}
	}
}

// ErrStop at PreSend and PreReceive stops the message, so the call fails.
func TestDataStops(t *testing.T) {
	stop := failing[*runtime.Data](fmt.Errorf("enough: %w", runtime.ErrStop))
	for name, use := range map[string]func(client, server *runtime.Flows){
		"client PreSend":    func(client, _ *runtime.Flows) { client.PreSend.Use(stop) },
		"server PreReceive": func(_, server *runtime.Flows) { server.PreReceive.Use(stop) },
		"server PreSend":    func(_, server *runtime.Flows) { server.PreSend.Use(stop) },
		"client PreReceive": func(client, _ *runtime.Flows) { client.PreReceive.Use(stop) },
	} {
		server, _ := newServer(repeat)
		client := dial(server)
		use(client.Flows(), server.Flows())
		res, err := say.Call(t.Context(), client, &sayRequest{Text: "x"})
		if err == nil || res.Text != "" {
			t.Errorf("%s: got %q, %v", name, res.Text, err)
		}
	}
}

// An error at PreSend or PreReceive fails the call, on either side.
func TestDataErrors(t *testing.T) {
	sealed := &runtime.Error{Message: "the message is not sealed", Code: "SEALED"}
	for name, use := range map[string]func(client, server *runtime.Flows){
		"client PreSend":    func(client, _ *runtime.Flows) { client.PreSend.Use(failing[*runtime.Data](sealed)) },
		"server PreReceive": func(_, server *runtime.Flows) { server.PreReceive.Use(failing[*runtime.Data](sealed)) },
		"server PreSend":    func(_, server *runtime.Flows) { server.PreSend.Use(failing[*runtime.Data](sealed)) },
		"client PreReceive": func(client, _ *runtime.Flows) { client.PreReceive.Use(failing[*runtime.Data](sealed)) },
	} {
		server, _ := newServer(repeat)
		client := dial(server)
		use(client.Flows(), server.Flows())
		if _, err := say.Call(t.Context(), client, nil); !errors.Is(err, sealed) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
