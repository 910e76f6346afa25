// Package faults_test breaks what a server stands on, while it works: its process,
// its database, the network between them, the disk. The tests are quick unless
// FAULTS_FULL=1 is set. What they measure they log in lines that begin with "figure: ".
package faults_test

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if role := os.Getenv(childRole); role != "" {
		if err := play(role); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// full reports whether the tests are to take their time.
func full() bool { return os.Getenv("FAULTS_FULL") == "1" }

// choose returns the first figure for quick tests, the second for full ones.
func choose(quick, whole int) int {
	if full() {
		return whole
	}
	return quick
}

// figure logs what a test has measured.
func figure(t testing.TB, format string, args ...any) {
	t.Helper()
	t.Log("figure: " + fmt.Sprintf(format, args...))
}
