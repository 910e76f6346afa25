//go:build !plan9 && !wasm

package httprpc

import (
	"errors"
	"syscall"

	"github.com/rpcgen/rpcgen/runtime"
)

// networkCode names an error as TSRPC's clients on Node do (tsrpc-wire 9).
func networkCode(err error) string {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "ECONNREFUSED"
	case errors.Is(err, syscall.ECONNRESET):
		return "ECONNRESET"
	case errors.Is(err, syscall.EPIPE):
		return "EPIPE"
	}
	return runtime.CodeLostConn
}
