// Package httprpc carries calls over HTTP: a [Handler] that answers them, [Serve]
// and [ListenAndServe] that run it with safe timeouts, and [NewClient].
//
// A call is POST <prefix><method> with a JSON body, as TSRPC has it
// (tsrpc-wire 2). What a call comes back with is in the body, and so is every
// refusal; see [Handler] for the statuses.
//
// HTTP cookies play no part. The cookie is in the body, which no other site can
// read or forge, and nothing else of a request says who the caller is.
package httprpc
