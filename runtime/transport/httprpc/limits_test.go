package httprpc

import (
	"crypto/tls"
	"testing"
)

// The limits are not only named but set.
func TestServerHasItsLimits(t *testing.T) {
	server := newServer(nil, serveOptions{tls: &tls.Config{MinVersion: tls.VersionTLS10}})
	if server.ReadHeaderTimeout != ReadHeaderTimeout || server.ReadTimeout != ReadTimeout ||
		server.WriteTimeout != WriteTimeout || server.IdleTimeout != IdleTimeout ||
		server.MaxHeaderBytes != MaxHeaderBytes || server.HTTP2.MaxConcurrentStreams != MaxConcurrentStreams ||
		server.TLSConfig.MinVersion != tls.VersionTLS12 {
		t.Errorf("the server is %+v", server)
	}
	if newer := newServer(nil, serveOptions{tls: &tls.Config{MinVersion: tls.VersionTLS13}}); newer.TLSConfig.MinVersion != tls.VersionTLS13 {
		t.Errorf("TLS 1.3 was lowered to %x", newer.TLSConfig.MinVersion)
	}
}
