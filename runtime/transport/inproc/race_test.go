//go:build race

package inproc_test

func init() { raced = true }
