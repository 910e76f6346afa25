//go:build !js

package httprpc

import "net/http"

// inBrowser does nothing outside of a browser.
func inBrowser(http.Header, bool) {}
