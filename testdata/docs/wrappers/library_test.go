package wrappers

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/rpctest"
	"github.com/rpcgen/rpcgen/testdata/internal/snippets"
)

func TestSnippets(t *testing.T) { snippets.Check(t, "../../../docs/fakes-and-wrappers.md") }

// TestUpToDate expects the generated files to be as the line in library.go asks for.
func TestUpToDate(t *testing.T) {
	res, err := generator.Run(t.Context(), generator.Config{File: "library.go", Fake: true, Wrap: []string{"retry", "cache", "log"}, Check: true})
	if err != nil || len(res.Changes) > 0 {
		t.Errorf("%v, %v; run make golden", res, err)
	}
}

func TestLend(t *testing.T) {
	library := &LibraryFake{
		BorrowFunc: func(_ context.Context, isbn string, days int) (time.Time, error) {
			if isbn == "gone" {
				return time.Time{}, runtime.Errorf("GONE", "no such book")
			}
			return time.Now().AddDate(0, 0, days), nil
		},
	}
	desk := Desk{library}
	if err := desk.Lend(t.Context(), "1", "gone", "2"); runtime.CodeOf(err) != "GONE" {
		t.Errorf("got %v", err)
	}
	calls := library.BorrowCalls()
	if len(calls) != 2 || calls[0].ISBN != "1" || calls[0].Days != 28 {
		t.Errorf("the calls were %+v", calls)
	}
}

func TestRemote(t *testing.T) {
	library := &LibraryFake{
		FindFunc: func(context.Context, string) (string, error) { return "Momo", nil },
	}
	client := rpctest.Client(t, func(s *runtime.Server) { RegisterLibrary(s, library) })
	remote := NewLibraryClient(client)
	if title, err := remote.Find(t.Context(), "1"); title != "Momo" || err != nil {
		t.Errorf("got %q, %v", title, err)
	}
}

// TestDial asks twice through all wrappers.
func TestDial(t *testing.T) {
	fake := &LibraryFake{
		FindFunc: func(context.Context, string) (string, error) { return "Momo", nil },
	}
	library := Dial(rpctest.Client(t, func(s *runtime.Server) { RegisterLibrary(s, fake) }))
	for range 2 {
		if title, err := library.Find(t.Context(), "1"); title != "Momo" || err != nil {
			t.Errorf("got %q, %v", title, err)
		}
	}
	if n := len(fake.FindCalls()); n != 1 {
		t.Errorf("%d calls", n)
	}
}

func TestQuiet(t *testing.T) {
	fake := &LibraryFake{
		FindFunc: func(_ context.Context, isbn string) (string, error) {
			if isbn == "" {
				return "", runtime.Errorf("EMPTY", "which book?")
			}
			return "Momo", nil
		},
	}
	var out bytes.Buffer
	library := Quiet(fake, slog.New(slog.NewTextHandler(&out, nil)))
	library.Find(t.Context(), "1")
	library.Find(t.Context(), "")
	if text := out.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, "level=WARN") || !strings.Contains(text, "code=EMPTY") {
		t.Errorf("logged %s", text)
	}
}

func TestStubborn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := &LibraryFake{}
		fake.FindFunc = func(context.Context, string) (string, error) {
			if len(fake.FindCalls()) < 3 {
				return "", &runtime.Error{Type: runtime.ServerError, Code: runtime.CodeConflict}
			}
			return "Momo", nil
		}
		if title, err := Stubborn(fake).Find(t.Context(), "1"); title != "Momo" || err != nil {
			t.Errorf("got %q, %v", title, err)
		}
	})
}
