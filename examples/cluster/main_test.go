package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/goleak"
)

// TestMain makes the test a machine of the cluster, when it is started as one.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "machine" {
		main()
		return
	}
	goleak.VerifyTestMain(m)
}

// TestStory runs the program as a whole, with three processes and a database. The
// story itself fails where anything of the cart is missing.
func TestStory(t *testing.T) {
	for _, store := range []string{"redis", "postgres"} {
		t.Run(store, func(t *testing.T) {
			var out bytes.Buffer
			if err := run(t.Context(), []string{"-store", store}, &out); err != nil {
				t.Fatalf("%v\n%s", err, &out)
			}
			t.Log(out.String())
			checkStory(t, out.String())
			// No child is left, neither running nor unwaited for.
			if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); !errors.Is(err, syscall.ECHILD) {
				t.Errorf("process %d is left (%v)", pid, err)
			}
		})
	}
}

// checkStory looks for what makes the story one: who answers in each chapter, and
// which errors were seen.
func checkStory(t *testing.T, story string) {
	t.Helper()
	answered := regexp.MustCompile(`(?m)^   ([ABC?])  `)
	chapters := regexp.MustCompile(`(?m)^\d\. `).Split(story, -1)[1:]
	who := make([]string, len(chapters))
	for i, chapter := range chapters {
		for _, line := range answered.FindAllStringSubmatch(chapter, -1) {
			who[i] += line[1]
		}
	}
	if len(who) != 7 {
		t.Fatalf("the story has %d chapters, want 7", len(who))
	}
	for chapter, want := range map[int]string{
		1: "ABCA", // in turn
		2: "?CAC", // one call has failed: B had it
		3: "ACA",  // without B, and without an error
	} {
		if got := who[chapter-1]; got != want {
			t.Errorf("chapter %d was answered by %s, want %s", chapter, got, want)
		}
	}
	for _, chapter := range []int{4, 6} {
		for _, machine := range []string{"A", "B", "C"} {
			if !strings.Contains(who[chapter-1], machine) {
				t.Errorf("in chapter %d, machine %s has not answered (%s)", chapter, machine, who[chapter-1])
			}
		}
	}
	if n := strings.Count(story, "(UNKNOWN)"); n != 1 {
		t.Errorf("%d calls have failed, want 1", n)
	}
	if cart := "bread 1, eggs 1, figs 1, flour 1, honey 1, jam 1, milk 1, nuts 1, oil 1, rice 1, salt 1, tea 1"; !strings.Contains(story, cart) {
		t.Errorf("the cart is not %s", cart)
	}
	for _, line := range []string{"phone lists anna's 2 devices", "phone logs out everywhere: 2 sessions end"} {
		if !strings.Contains(story, line) {
			t.Errorf("the story does not say %q", line)
		}
	}
}

func TestBadArguments(t *testing.T) {
	for _, args := range [][]string{{"-nonsense"}, {"argument"}, {"-store", "files"}, {"-postgres", "postgres://localhost/"}} {
		if err := run(t.Context(), args, io.Discard); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
}
