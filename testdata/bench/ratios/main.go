// Ratios reads the output of go test -bench from standard input and prints a table
// with each benchmark's ratio to a reference of the same run:
//
//	go test -bench . -count 3 ./... | go run ./ratios -ref std,net-http
//
// Benchmarks are compared whose names differ in their last element alone. Where
// one was run several times, what is printed is the median, and that of the ratios
// of each time to the reference's same time. Time is the time a benchmark takes,
// the reference's being 1; x faster is the inverse.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

func main() {
	refs := flag.String("ref", "", "the last elements of references' `names`, separated by commas")
	flag.Parse()
	if err := run(os.Stdin, os.Stdout, strings.Split(*refs, ",")); err != nil {
		fmt.Fprintln(os.Stderr, "ratios:", err)
		os.Exit(1)
	}
}

// A bench is what one benchmark has reported, each time that it was run.
type bench struct {
	group, name string // a/b/c is c in the group a/b
	ns          []float64
	allocs      string // of the last time
}

// run fails if the input has failures or no benchmarks, so that a pipe from go test
// does not hide them.
func run(in io.Reader, out io.Writer, refs []string) error {
	benches, failed, err := read(in)
	if err != nil {
		return err
	}
	reference := map[string]*bench{} // by group
	for _, b := range benches {
		if slices.Contains(refs, b.name) {
			reference[b.group] = b
		}
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "ns/op\tallocs/op\ttime\tx faster\tthan\t  benchmark")
	for _, b := range benches {
		time, faster, than := "", "", ""
		if ref := reference[b.group]; ref != nil && ref != b {
			time, faster, than = short(ratio(b.ns, ref.ns)), short(ratio(ref.ns, b.ns)), ref.name
		}
		fmt.Fprintf(w, "%.0f\t%s\t%s\t%s\t%s\t  %s/%s\n", median(b.ns), b.allocs, time, faster, than, b.group, b.name)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if len(failed) > 0 {
		return fmt.Errorf("there were failures:\n%s", strings.Join(failed, "\n"))
	}
	if len(benches) == 0 {
		return fmt.Errorf("no benchmarks in the input")
	}
	return nil
}

var (
	procs = regexp.MustCompile(`-\d+$`)
	fail  = regexp.MustCompile(`^\s*(--- FAIL|FAIL|panic:|#|.*_test\.go:\d+:)`)
)

// read returns the benchmarks in the order in which they first appear, and the
// lines that tell of failures.
func read(in io.Reader) (benches []*bench, failed []string, err error) {
	var pkg string
	seen := map[string]*bench{}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if rest, ok := strings.CutPrefix(line, "pkg: "); ok {
			pkg = rest[strings.LastIndexByte(rest, '/')+1:]
			continue
		}
		fields := strings.Fields(line)
		if fail.MatchString(line) {
			failed = append(failed, line)
		}
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		ns := value(fields, "ns/op")
		f, err := strconv.ParseFloat(ns, 64)
		if err != nil || f <= 0 {
			continue // a metric of another kind
		}
		full := pkg + "/" + strings.TrimPrefix(procs.ReplaceAllString(fields[0], ""), "Benchmark")
		b := seen[full]
		if b == nil {
			cut := strings.LastIndexByte(full, '/')
			b = &bench{group: full[:cut], name: full[cut+1:]}
			seen[full] = b
			benches = append(benches, b)
		}
		b.ns, b.allocs = append(b.ns, f), value(fields, "allocs/op")
	}
	return benches, failed, lines.Err()
}

// value returns the number before a unit, "" if there is none.
func value(fields []string, unit string) string {
	if i := slices.Index(fields, unit); i > 0 {
		return fields[i-1]
	}
	return ""
}

// ratio returns the median of a's numbers over those of b.
func ratio(a, b []float64) float64 {
	var all []float64
	for i := range min(len(a), len(b)) {
		all = append(all, a[i]/b[i])
	}
	return median(all)
}

func short(f float64) string { return strconv.FormatFloat(f, 'g', 3, 64) }

func median(numbers []float64) float64 {
	sorted := slices.Sorted(slices.Values(numbers))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
