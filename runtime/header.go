package runtime

import (
	"maps"
	"strings"
)

// A Header gives what came beside a request, as the header of an HTTP request does.
// Transports hand one to each call; see [Inbound]. An http.Header is one.
type Header interface {
	// Values returns the values of a field, none if it is absent. The case of the
	// name does not matter.
	Values(name string) []string
}

// Fields are a [Header] that a client sends: values by their names in lower case.
type Fields map[string]string

// Values implements [Header].
func (f Fields) Values(name string) []string {
	if value, ok := f[strings.ToLower(name)]; ok {
		return []string{value}
	}
	return nil
}

// SetHeader makes a client send a field beside the request, in place of any of that
// name. It is for interceptors and PreCall nodes, and for what is about the call and
// not part of it, such as a trace id. Over HTTP it is a field of the request's header,
// where those that httprpc sets itself stay as they are. On a server it does nothing.
func (c *Call) SetHeader(name, value string) {
	if c.OnServer() {
		return
	}
	if c.sent == nil {
		c.sent = Fields{}
	}
	c.sent[strings.ToLower(name)] = value
}

// Header returns a field of what travels beside the request, "" if it is absent: on a
// server what has arrived, on a client what [Call.SetHeader] has set. Several values
// of one name are joined by ", ", which means the same in HTTP (RFC 9110, 5.3).
//
// On a server it comes from outside, unchecked. HTTP's own cookies are not shown.
func (c *Call) Header(name string) string {
	if !c.OnServer() {
		return c.sent[strings.ToLower(name)]
	}
	if c.header == nil {
		return ""
	}
	return strings.Join(c.header.Values(name), ", ")
}

// SentHeader returns a copy of what [Call.SetHeader] has set, nil if nothing.
// Transports call it.
func (c *Call) SentHeader() Fields { return maps.Clone(c.sent) }
