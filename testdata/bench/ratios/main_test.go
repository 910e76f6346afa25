package main

import (
	"strings"
	"testing"
)

const output = `goos: linux
pkg: example.com/some/codec
BenchmarkDecode/small/ours-2   	 1000	   100 ns/op	  12 MB/s	  64 B/op	  3 allocs/op
BenchmarkDecode/small/std-2    	 1000	   400 ns/op	  64 B/op	  9 allocs/op
BenchmarkDecode/small/ours-2   	 1000	   300 ns/op	  64 B/op	  3 allocs/op
BenchmarkDecode/small/std-2    	 1000	   600 ns/op	  64 B/op	  9 allocs/op
BenchmarkDecode/small/ours-2   	 1000	   200 ns/op	  64 B/op	  3 allocs/op
BenchmarkDecode/small/std-2    	 1000	   600 ns/op	  64 B/op	  9 allocs/op
BenchmarkAlone                 	 1000	   12.5 ns/op
PASS
ok  	example.com/some/codec	1.0s
pkg: example.com/some/call
BenchmarkDecode/small/other-2  	 1000	   7 ns/op	  0 B/op	  0 allocs/op
`

func TestRatios(t *testing.T) {
	var out strings.Builder
	if err := run(strings.NewReader(output), &out, []string{"net-http", "std"}); err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(out.String()) {
		got = append(got, strings.Join(strings.Fields(line), " "))
	}
	want := []string{
		"ns/op allocs/op time x faster than benchmark",
		"200 3 0.333 3 std codec/Decode/small/ours", // the median of 4, 2 and 3
		"600 9 codec/Decode/small/std",
		"12 codec/Alone",
		"7 0 call/Decode/small/other", // a group of another package
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A pipe has the exit status of its last command, so that must not be 0 if go test
// failed.
func TestFailures(t *testing.T) {
	for _, in := range []string{
		"",
		"PASS\n",
		output + "--- FAIL: BenchmarkX\n    x_test.go:12: refused\nFAIL\n",
		output + "# example.com/broken\nx.go:1:1: expected 'package'\nFAIL\texample.com/broken [build failed]\n",
		output + "panic: oh\n",
	} {
		var out strings.Builder
		if run(strings.NewReader(in), &out, nil) == nil {
			t.Errorf("no error for %q", in)
		}
	}
}
