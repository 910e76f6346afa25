package otelrpc

import (
	"net"
	"net/netip"
	"strconv"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
)

// system is this RPC system, of which the conventions have no name.
var system = semconv.RPCSystemNameKey.String("rpcgen")

// serverAttributes say where a client calls, from an origin such as
// "https://example.com:443". A server in process has no address.
func serverAttributes(origin string) []attribute.KeyValue {
	_, authority, _ := strings.Cut(origin, "://")
	host, port, err := net.SplitHostPort(authority)
	if err != nil {
		return nil
	}
	attrs := []attribute.KeyValue{semconv.ServerAddress(host)}
	if n, err := strconv.Atoi(port); err == nil {
		attrs = append(attrs, semconv.ServerPort(n))
	}
	return attrs
}

// clientAttributes say who calls a server, as far as that is an address.
func clientAttributes(peer string) []attribute.KeyValue {
	if _, err := netip.ParseAddr(peer); err != nil {
		return nil
	}
	return []attribute.KeyValue{semconv.ClientAddress(peer)}
}
