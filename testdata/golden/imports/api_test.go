package imports

import (
	"context"
	"html/template"
	"testing"
	"text/template/parse"
	"time"

	"example.com/stock/shelf"

	amodel "github.com/rpcgen/rpcgen/testdata/golden/imports/a/model"
	bmodel "github.com/rpcgen/rpcgen/testdata/golden/imports/b/model"
	"github.com/rpcgen/rpcgen/testdata/golden/imports/fmt"
	thing "github.com/rpcgen/rpcgen/testdata/golden/imports/go-thing"
	"github.com/rpcgen/rpcgen/testdata/golden/imports/runtime"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Users(_ context.Context, a amodel.User, b bmodel.User) (amodel.User, bmodel.User, error) {
	return a, b, nil
}
func (impl) Thing(_ context.Context, v thing.Thing) (thing.Thing, error) { return v, nil }
func (impl) Format(_ context.Context, v fmt.Format) (fmt.Format, error)  { return v, nil }
func (impl) Stack(_ context.Context, v runtime.Stack, m []bmodel.User) (runtime.Stack, []bmodel.User, error) {
	return v, m, nil
}
func (impl) Place(_ context.Context, v shelf.Place) (shelf.Place, error) { return v, nil }
func (impl) HTML(_ context.Context, h template.HTML, u template.URL) (template.HTML, template.URL, error) {
	return h, u, nil
}
func (impl) Node(_ context.Context, v parse.NodeType) (parse.NodeType, error) { return v, nil }
func (impl) Time(_ context.Context, v time.Time, d time.Duration) (time.Time, time.Duration, error) {
	return v, d, nil
}

func TestEcho(t *testing.T) {
	roundtrip.Run(t, RegisterEcho, Echo(impl{}), NewEchoClient, func(t *testing.T, c *EchoClient) {
		ctx := t.Context()
		a, b, err := c.Users(ctx, amodel.User{Name: "a"}, bmodel.User{Age: 1})
		roundtrip.Same(t, err, roundtrip.List{a, b}, roundtrip.List{amodel.User{Name: "a"}, bmodel.User{Age: 1}})
		roundtrip.Echo(t, c.Thing, thing.Thing{Name: "t"})
		roundtrip.Echo(t, c.Format, "f")
		stack, users, err := c.Stack(ctx, runtime.Stack{"s"}, []bmodel.User{{Age: 2}})
		roundtrip.Same(t, err, roundtrip.List{stack, users}, roundtrip.List{runtime.Stack{"s"}, []bmodel.User{{Age: 2}}})
		roundtrip.Echo(t, c.Place, shelf.Place{Row: 1})
		html, url, err := c.HTML(ctx, "<b>", "/a?b&c")
		roundtrip.Same(t, err, roundtrip.List{html, url}, roundtrip.List{template.HTML("<b>"), template.URL("/a?b&c")})
		roundtrip.Echo(t, c.Node, parse.NodeText, parse.NodeAction)
		when, d, err := c.Time(ctx, time.Unix(1, 0).UTC(), time.Second)
		roundtrip.Same(t, err, roundtrip.List{when, d}, roundtrip.List{time.Unix(1, 0).UTC(), time.Second})
	})
}
