// Package explorer serves a page on which people try the methods of a server: it lists
// them, builds a form from the types of each, calls, and shows what went over the wire,
// with the lines that do the same with curl and in Go.
//
//	mux.Handle("/", rpc)
//	mux.Handle("/explorer/", explorer.Handler(server))
//
// It is for development and for networks whose people may know every method's name: a
// program that does not mount it serves no page. The page can do nothing that its user
// could not do with curl. It calls the transport of package httprpc on its own origin,
// which checks its calls as anybody's, and it is a file with no parts elsewhere, under a
// Content-Security-Policy that runs no other script. What services say, in documentation
// or in answers, is shown as text only.
//
// The cookie lies in the sessionStorage of the browser's tab: it ends with the tab, and
// another client on the same origin has a cookie of its own.
package explorer
