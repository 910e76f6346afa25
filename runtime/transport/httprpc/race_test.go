//go:build race

package httprpc_test

func init() { raced = true }
