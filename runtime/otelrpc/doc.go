// Package otelrpc reports the calls of rpcgen to OpenTelemetry: a span and a
// measurement of the duration for each, on clients and on servers, in one trace.
//
//	server := runtime.NewServer(runtime.WithInterceptors(otelrpc.Interceptor()))
//
//	client, err := httprpc.NewClient(url, httprpc.With(runtime.WithClientInterceptors(otelrpc.Interceptor())))
//
// It follows the semantic conventions for RPC, version 1.43:
//
//   - A span has the method's name on the wire, "Library/Borrow", and the kind client or
//     server. Its attributes are rpc.system.name ("rpcgen"), rpc.method,
//     rpc.response.status_code, and error.type if the call failed; on a client
//     server.address and server.port, on a server client.address.
//   - The histograms rpc.client.call.duration and rpc.server.call.duration are in
//     seconds, with the same attributes but client.address.
//   - rpc.response.status_code is "OK", or the code of the error that the caller sees,
//     such as "TIMEOUT" or an application's own, or its type, such as "ApiError", if it
//     has no code. One that is longer than 64 bytes is "_OTHER".
//   - A client's span is an error if the call failed. A server's is if the server is at
//     fault, as it is where [runtime.Outcome.Level] is Error: a book that is lent out
//     makes no alarm. error.type is then the status code.
//
// Spans and measurements show no cookies, no arguments, no results and no session ids.
// The description of a span that is an error is the error's text; on a server that
// includes what the caller does not see.
//
// The context of the trace and the baggage travel beside the request, over HTTP in the
// header, in process as well. One that cannot be read is ignored.
//
// It is a module of its own, so that OpenTelemetry does not reach those who do not use it.
package otelrpc
