package scaffold

import (
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/servers"
)

// redis starts a Redis and returns its URL.
func redis(t *testing.T) string {
	t.Helper()
	return servers.Redis(t).URL
}

// browse opens the page.
func browse(t *testing.T, url string) {
	t.Helper()
	_ = url
}
