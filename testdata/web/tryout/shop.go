package tryout

import (
	"context"
	"fmt"
	"strings"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
)

var visits = session.NewKey[int]("visits")

type shop struct{}

// NewShop returns a [Shop] for a server with sessions.
func NewShop() Shop { return shop{} }

func (shop) Visit(ctx context.Context) (int, error) {
	return visits.Update(ctx, func(n int) (int, error) { return n + 1, nil })
}

func (shop) Echo(_ context.Context, item Item) (Item, error) { return item, nil }

func (shop) Sum(_ context.Context, big int64, color Color, on bool, tags ...string) (string, error) {
	return fmt.Sprintf("%d %s %t %s", big, color, on, strings.Join(tags, "+")), nil
}

func (shop) Fail(_ context.Context, code string) error {
	return &runtime.Error{Message: "it was to fail", Code: code, Data: map[string]any{"why": "<b>because</b>"}}
}

func (shop) Say(_ context.Context, text string) (string, error) { return text, nil }

func (shop) Remember(_ context.Context, req *RememberRequest) (*RememberResponse, error) {
	cookie := req.Cookie.Clone()
	if cookie == nil {
		cookie = &runtime.Cookie{}
	}
	if cookie.Values == nil {
		cookie.Values = map[string]any{}
	}
	cookie.Values["word"] = req.Word
	res := &RememberResponse{}
	res.Cookie = cookie
	return res, nil
}
