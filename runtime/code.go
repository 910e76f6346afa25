package runtime

// An ErrorType says whose fault an error is. It is the field "type" on the wire.
type ErrorType string

// The types of errors, as TSRPC has them (tsrpc-wire 9).
const (
	// APIError is an answer of the application: the caller asked for something
	// that cannot be had. It is what an [Error] of no type is taken for.
	APIError ErrorType = "ApiError"
	// ServerError is a fault of the server, or input that it refuses.
	ServerError ErrorType = "ServerError"
	// NetworkError is a call that did not get there and back.
	NetworkError ErrorType = "NetworkError"
	// ClientError is a fault of the client, such as an answer it cannot read.
	ClientError ErrorType = "ClientError"
)

// The codes of errors that the runtime makes. Applications choose their own for
// their own errors. The first six are TSRPC's.
const (
	CodeInputData     = "INPUT_DATA_ERR" // the server could not read the request, or the client the answer
	CodeInternal      = "INTERNAL_ERR"   // the handler failed with an error that is not an [Error], or panicked
	CodeServerTimeout = "SERVER_TIMEOUT" // the handler took longer than the server allows
	CodeUnhandledAPI  = "UNHANDLED_API"  // nobody has registered the method
	CodeTimeout       = "TIMEOUT"        // no answer before the client's deadline
	CodeLostConn      = "LOST_CONN"      // the connection broke before the answer was there
	CodeCanceled      = "CANCELED"       // the caller gave up
	CodeUnavailable   = "UNAVAILABLE"    // the server, or a store it needs, is not there now; nothing was done
	CodeUnknown       = "UNKNOWN"        // the call may or may not have been carried out
	CodeTooLarge      = "TOO_LARGE"      // a request or an answer is over the limit
	CodeForbidden     = "FORBIDDEN"      // the transport refused the call, for its origin or the like
	CodeConflict      = "CONFLICT"       // too many callers changed the same thing at once
)
