// Package cookie keeps the cookies that travel in the body of every call: in a
// jar on the client, and in the answer on the server.
//
// On a client, [WithJar] sends what the jar holds for the server and stores what
// comes back. [NewMemory] makes a jar that ends with the program, [NewFile] one
// for command-line programs, which several of them may use at once. The clients
// that the transports make have a memory jar already.
//
// On a server, [Echo] returns the cookie that the handler has left, so that a
// client may store whatever comes back. The package session brings it along.
//
// Calls run in parallel, so their cookies do too: [Merge] takes from an answer
// only what that call has changed. A cookie's values are input, for the client
// can write them; [Signer] makes values that it cannot change unseen.
package cookie
