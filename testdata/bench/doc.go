// Package bench holds the benchmarks that `make bench` runs; each has a reference
// that is measured in the same run. Folder _contestant is for a benchmark that
// compares this project with others, see run.sh.
package bench
