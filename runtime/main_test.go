package runtime_test

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type sayRequest struct {
	runtime.BaseRequest
	Text string `json:"text"`
}

type sayResponse struct {
	runtime.BaseResponse
	Text string `json:"text"`
}

var say = runtime.NewMethod[sayRequest, sayResponse]("Parrot/Say")

type sayFunc = func(context.Context, *sayRequest) (*sayResponse, error)

func repeat(_ context.Context, req *sayRequest) (*sayResponse, error) {
	return &sayResponse{Text: req.Text}, nil
}

// newServer returns a server with one method, and what it logs.
func newServer(h sayFunc, opts ...runtime.ServerOption) (*runtime.Server, *buffer) {
	log := &buffer{}
	logger := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	server := runtime.NewServer(append([]runtime.ServerOption{runtime.WithLogger(logger)}, opts...)...)
	say.Handle(server, h)
	return server, log
}

// dial returns a client of server without a jar.
func dial(server *runtime.Server, opts ...runtime.ClientOption) *runtime.Client {
	return inproc.NewClient(server, inproc.WithJar(nil), inproc.With(opts...))
}

// A buffer may be written to by several goroutines.
type buffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func newLogger(b *buffer) *slog.Logger { return slog.New(slog.NewTextHandler(b, nil)) }
