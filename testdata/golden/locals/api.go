// Package locals has parameters with the names that generated code would like
// for itself.
package locals

import (
	"context"
	stdtime "time"
)

//go:generate go tool rpcgen

// A T is a type that a parameter's name hides.
type T struct {
	N int `json:"n"`
}

// Names takes parameters with all sorts of names.
//
//rpcgen:service
type Names interface {
	Own(ctx context.Context, req, res, c, client, server, impl, runtime int) (sum int, err error)
	Err(ctx context.Context, err string) (res string, _ error)
	Ctx(c context.Context, ctx string) (req string, err error)
	NoCtx(ctx, context, req string) (c string, err error)
	Late(req context.Context, res string, err bool) (ctx string, c bool, e error)
	Package(ctx context.Context, context string, runtime string) (string, error)
	Predeclared(ctx context.Context, string, nil, error, len, any, new, true int, int string) (sum int32, e error)
	Types(ctx context.Context, T T, time stdtime.Time) (*T, error)
	Shadow(ctx context.Context, T int, t T) (out T, err error)
	Method(ctx context.Context, namesMethod int, NewNamesClient int, NamesClient string) (namesErr int, err error)
	Envelope(ctx context.Context, BaseRequest int, baseResponse string, Cookie bool) (BaseResponse int, cookie string, result1 bool, err error)
	Same(ctx context.Context, userId int, userID int, user_id int, UserID int) (a int, A int, error error)
	Odd(ctx context.Context, _x, x_, ö, ß, 世界, x1 int) (sum int, err error)
	Result(ctx context.Context, result int, arg1 int) (arg2 int, result2 int, err error)
	Keyed(ctx context.Context, Type, Func, Range, Map int) (Return int, err error)
}

// Request is an interface with the name of an envelope's end.
//
//rpcgen:service
type Request interface {
	Request(ctx context.Context, request string) (response string, err error)
	Response(ctx context.Context, Request string) (Response string, err error)
	Client(ctx context.Context, requestClient string) (c string, err error)
}
