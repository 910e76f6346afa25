package transporttest

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

type echoRequest struct {
	runtime.BaseRequest
	Text string            `json:"text"`
	List []int             `json:"list,omitempty"`
	Map  map[string]string `json:"map,omitempty"`
}

type echoResponse struct {
	runtime.BaseResponse
	Text string            `json:"text"`
	List []int             `json:"list,omitempty"`
	Map  map[string]string `json:"map,omitempty"`
}

type echoFunc = func(context.Context, *echoRequest) (*echoResponse, error)

type emptyRequest struct{ runtime.BaseRequest }

type emptyResponse struct{ runtime.BaseResponse }

// A panicker panics when it is written.
type panicker struct{}

func (panicker) MarshalJSON() ([]byte, error) { panic("in MarshalJSON") }

type panicResponse struct {
	runtime.BaseResponse
	P panicker `json:"p"`
}

type numberResponse struct {
	runtime.BaseResponse
	N float64 `json:"n"`
}

var (
	echo    = runtime.NewMethod[echoRequest, echoResponse]("Test/Echo")
	empty   = runtime.NewMethod[emptyRequest, emptyResponse]("Test/Empty")
	broken  = runtime.NewMethod[emptyRequest, panicResponse]("Test/Broken")
	number  = runtime.NewMethod[emptyRequest, numberResponse]("Test/Number")
	unicode = runtime.NewMethod[echoRequest, echoResponse]("Bücherei/借りる")
	nobody  = runtime.NewMethod[emptyRequest, emptyResponse]("Test/Nobody")

	// lax is echo to a client that does not send the text.
	lax = runtime.NewMethod[emptyRequest, echoResponse]("Test/Echo")
)

// back is the plain handler of echo.
func back(_ context.Context, req *echoRequest) (*echoResponse, error) {
	return &echoResponse{Text: req.Text, List: req.List, Map: req.Map}, nil
}

func mustEcho(t *testing.T, client *runtime.Client, text string) {
	t.Helper()
	res, err := echo.Call(t.Context(), client, &echoRequest{Text: text})
	if err != nil || res.Text != text {
		t.Fatalf("echo of %.40q gave %.40q, %v", text, res.Text, err)
	}
}
