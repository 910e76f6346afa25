package runtime

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Message(_ context.Context, m Message) (Message, error) { return m, nil }
func (impl) Context(_ context.Context, c Context, s string) (Context, string, error) {
	return c, s, nil
}
func (impl) Plain(m *Message) (*Message, error) { return m, nil }

func TestService(t *testing.T) {
	roundtrip.Run(t, RegisterService, Service(impl{}), NewServiceClient, func(t *testing.T, c *ServiceClient) {
		roundtrip.Echo(t, c.Message, Message{"m"})
		got, s, err := c.Context(t.Context(), Context{1}, "s")
		roundtrip.Same(t, err, roundtrip.List{got, s}, roundtrip.List{Context{1}, "s"})
		m, err := c.Plain(&Message{"m"})
		roundtrip.Same(t, err, m, &Message{"m"})
		m, err = c.Plain(nil)
		roundtrip.Same(t, err, m, nil)
	})
}
