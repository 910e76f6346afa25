package httprpc

import "net/http"

// inBrowser tells net/http, which calls the browser's fetch, to follow no redirect
// and to send no HTTP cookies unless they are wanted. These headers are not sent.
func inBrowser(header http.Header, cookies bool) {
	header.Set("js.fetch:redirect", "error")
	header.Set("js.fetch:credentials", "omit")
	if cookies {
		header.Set("js.fetch:credentials", "include")
	}
}
