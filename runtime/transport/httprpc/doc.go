// Package httprpc carries calls over HTTP: a [Handler] that answers them, [Serve]
// and [ListenAndServe] that run it with safe timeouts, and [NewClient].
//
// A call is POST <prefix><method> with a JSON body, as TSRPC has it
// (tsrpc-wire 2). What a call comes back with is in the body, and so is every
// refusal; see [Handler] for the statuses.
//
// HTTP cookies play no part. The cookie is in the body, which no other site can
// read or forge, and nothing else of a request says who the caller is. The header
// Cookie is read for the opt-in [WithBinder] alone, and only as a second half.
//
// # Who may call
//
// Without options: programs, and pages of the server's own origin. Others need
// [AllowOrigins]. On a loopback address, pages that come in the clear under a name
// that is not this machine's are refused, as their name may have been made to lead
// here; see [AllowHosts], also for proxies on this machine. All limits, and what they
// are, stand among this package's constants.
package httprpc
