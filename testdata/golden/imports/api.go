// Package imports uses packages whose names are not what one would think.
package imports

//lint:file-ignore ST1001 a dot import is one of the shapes

import (
	"context"
	htmpl "html/template"
	_ "net/http/httptest"
	"text/template/parse"
	"time"

	. "example.com/stock/shelf"

	amodel "github.com/rpcgen/rpcgen/testdata/golden/imports/a/model"
	"github.com/rpcgen/rpcgen/testdata/golden/imports/b/model"
	"github.com/rpcgen/rpcgen/testdata/golden/imports/fmt"
	thing "github.com/rpcgen/rpcgen/testdata/golden/imports/go-thing"
	"github.com/rpcgen/rpcgen/testdata/golden/imports/runtime"
)

//go:generate go tool rpcgen

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	Users(ctx context.Context, a amodel.User, b model.User) (amodel.User, model.User, error)
	Thing(ctx context.Context, thing thing.Thing) (thing.Thing, error)
	Format(ctx context.Context, fmt fmt.Format) (fmt.Format, error)
	Stack(ctx context.Context, runtime runtime.Stack, model []model.User) (runtime.Stack, []model.User, error)
	Place(ctx context.Context, place Place) (Place, error)
	HTML(ctx context.Context, h htmpl.HTML, u htmpl.URL) (htmpl.HTML, htmpl.URL, error)
	Node(ctx context.Context, typ parse.NodeType) (parse.NodeType, error)
	Time(ctx context.Context, time time.Time, context time.Duration) (t time.Time, d time.Duration, err error)
}
