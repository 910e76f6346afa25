//go:build plan9 || wasm

package httprpc

import "github.com/rpcgen/rpcgen/runtime"

// networkCode names an error. These systems do not tell more.
func networkCode(error) string { return runtime.CodeLostConn }
