// Package base has the base that all of a company's messages embed.
package base

import "github.com/rpcgen/rpcgen/runtime"

// A Request is embedded in every request.
type Request struct {
	runtime.BaseRequest
	Trace string `json:"trace"`
}

// A Response is embedded in every response.
type Response struct {
	runtime.BaseResponse
	Server string `json:"server"`
}
