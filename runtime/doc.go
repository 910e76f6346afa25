// Package runtime is what the code that rpcgen generates is made of: messages
// that carry a cookie, methods, clients and servers, and the points at which
// other code may step into a call.
//
// A call passes these stations. Flows and interceptors are where cookies,
// sessions, logging and the like hook in; see [Flows] and [Interceptor].
//
//	client method
//	  interceptors ── PreCall ── encode ── PreSend ─────────────▶ transport
//	                                                                 │
//	  PostReturn ◀── encode, PreSend ◀── PreReturn ◀── interceptors ◀┤ server
//	                                  handler ◀── PreCall ◀── decode ◀── PreReceive
//	                                                                 │
//	  PostReturn ◀── PreReturn ◀── decode ◀── PreReceive ◀───────────┘ client
//
// The package speaks the vocabulary of TSRPC, a TypeScript RPC framework, and
// its messages are those of TSRPC's protocol. It needs the standard library and
// nothing else. Cookie jars, sessions, codecs and transports are packages below it.
package runtime

// Generated1 is mentioned by generated code. It ties a generated file to a
// runtime that has what the file uses: a file written by a newer rpcgen does
// not compile against an older runtime.
const Generated1 = true
