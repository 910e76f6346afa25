package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/examples/session-and-cookie/api"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// TestWalk checks what the walk shows, with the ids numbered as they turn up.
func TestWalk(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), nil, &out); err != nil {
		t.Fatal(err)
	}
	var ids []string
	got := regexp.MustCompile(`"sessionId":"[^"]+"`).ReplaceAllStringFunc(out.String(), func(id string) string {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
		return "id" + string(rune('1'+slices.Index(ids, id)))
	})
	want := []string{
		`request   POST /Test {}`,
		`response  {"__cookie":{id1}}`,
		`cookie    {id1}`,
		`session   testSession = ""`,

		`request   POST /SetSession {"__cookie":{id1}}`,
		`response  {"__cookie":{id1}}`,
		`cookie    {id1}`,
		`session   testSession = "Session 1"`,

		`request   POST /Test {"__cookie":{id1}}`,
		`response  {"__cookie":{id1},"testSession":"Session 1"}`,
		`cookie    {id1}`,
		`session   testSession = "Session 1"`,

		`request   POST /SetCookie {"__cookie":{id1}}`,
		`response  {"__cookie":{id1,"testCookie":"Cookie 1"}}`,
		`cookie    {id1,"testCookie":"Cookie 1"}`,
		`session   testSession = "Session 1"`,

		`request   POST /Test {"__cookie":{id1,"testCookie":"Cookie 1"}}`,
		`response  {"__cookie":{id1,"testCookie":"Cookie 1"},"testSession":"Session 1"}`,
		`cookie    {id1,"testCookie":"Cookie 1"}`,
		`session   testSession = "Session 1"`,

		`request   POST /Clear {"__cookie":{id1,"testCookie":"Cookie 1"}}`,
		`response  {"__cookie":{},"cleared":2}`,
		`cookie    {}`,
		`session   testSession = "Session 1"`,

		`request   POST /Test {"__cookie":{}}`,
		`response  {"__cookie":{id2}}`,
		`cookie    {id2}`,
		`session   testSession = ""`,
	}
	var shown []string
	for line := range strings.Lines(got) {
		if strings.HasPrefix(line, "   ") {
			shown = append(shown, strings.TrimSpace(line))
		}
	}
	if !slices.Equal(shown, want) {
		t.Errorf("the walk shows\n%s", got)
	}
}

// TestServe calls a server that stays up, under a prefix, as a page of an
// allowed origin and of another would.
func TestServe(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	read, write := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := run(ctx, []string{"-serve", "-addr", "127.0.0.1:0", "-prefix", "/api/", "-cors", "http://pages.example", "-explorer"}, write)
		done <- errors.Join(err, write.CloseWithError(err))
	}()
	line, err := bufio.NewReader(read).ReadString(',')
	if err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, read)
	base := strings.TrimSuffix(strings.TrimPrefix(line, "serving on "), ",")

	client, err := httprpc.NewClient(base)
	if err != nil {
		t.Fatal(err)
	}
	demo := api.NewDemoClient(client)
	if err := demo.SetSession(t.Context()); err != nil {
		t.Fatal(err)
	}
	res, err := demo.Test(t.Context())
	if err != nil || res.TestSession == nil || *res.TestSession != "Session 1" {
		t.Errorf("Test returned %v, %v", res, err)
	}
	client.CloseIdleConnections()

	for origin, want := range map[string]int{"http://pages.example": http.StatusOK, "http://other.example": http.StatusForbidden} {
		req, err := http.NewRequest(http.MethodPost, base+"Test", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Origin", origin)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("a page of %s got status %d, want %d", origin, res.StatusCode, want)
		}
	}
	page, err := http.Get(strings.TrimSuffix(base, "api/") + "explorer/")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(page.Body)
	page.Body.Close()
	if err != nil || page.StatusCode != http.StatusOK || !strings.Contains(string(text), `"prefix":"/api/"`) {
		t.Errorf("the explorer answers %s, %v:\n%.200s", page.Status, err, text)
	}
	http.DefaultClient.CloseIdleConnections()
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestBadArguments(t *testing.T) {
	for _, args := range [][]string{{"-nonsense"}, {"argument"}, {"-addr", "nowhere"}, {"-cors", "null"}, {"-prefix", "/a?b/"}} {
		if err := run(t.Context(), args, io.Discard); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
}

// The walk finds its own server, however its address and its prefix are given.
func TestAddresses(t *testing.T) {
	for _, args := range [][]string{{"-prefix", "api"}, {"-prefix", "/api"}, {"-prefix", ""}, {"-addr", ":0"}, {"-addr", "0.0.0.0:0"}} {
		if err := run(t.Context(), args, io.Discard); err != nil {
			t.Errorf("%q: %v", args, err)
		}
	}
}
