package faults_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/redis/go-redis/v9"
	_ "modernc.org/sqlite"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/redisstore"
	"github.com/rpcgen/rpcgen/runtime/session/sqlstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// The service that is disturbed.
type (
	request struct {
		runtime.BaseRequest
		Key   string
		Value int64
	}
	response struct {
		runtime.BaseResponse
		Count  int64
		Values map[string]int64
	}
)

var (
	set     = runtime.NewMethod[request, response]("set")     // a key
	add     = runtime.NewMethod[request, response]("add")     // one to the counter
	read    = runtime.NewMethod[request, response]("read")    // the counter and all keys
	destroy = runtime.NewMethod[request, response]("destroy") // the session
	plain   = runtime.NewMethod[request, response]("plain")   // uses no session

	counter = session.NewKey[int64]("counter")
)

// A fillRequest takes room.
type fillRequest struct {
	runtime.BaseRequest
	Text string
}

var (
	fill = runtime.NewMethod[fillRequest, response]("fill")
	text = session.NewKey[string]("text")
)

const keys = 20 // that a client sets, in turn

func keyName(n int) string { return fmt.Sprint("key ", n) }

// A machine is a server with sessions in a database.
type machine struct {
	manager *session.Manager
	server  *runtime.Server
	db      *sql.DB       // nil with Redis
	redis   *redis.Client // nil with others
	store   session.Store
}

// A config says where a machine has its sessions. Kind is a driver of database/sql
// or "redis".
type config struct{ kind, url string }

var dialects = map[string]sqlstore.Dialect{"sqlite": sqlstore.SQLite, "pgx": sqlstore.Postgres, "mysql": sqlstore.MySQL}

// connections is how many a machine may have to its database.
const connections = 16

// newMachine makes a server as the documentation says one is made.
func newMachine(ctx context.Context, c config, opts ...session.Option) (*machine, error) {
	m := &machine{}
	if err := m.open(ctx, c); err != nil {
		return nil, err
	}
	logger := slog.New(slog.DiscardHandler)
	if os.Getenv(childRole) != "" {
		logger = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	m.manager = session.NewManager(m.store, append(opts, session.WithLogger(logger))...)
	m.server = runtime.NewServer(m.manager.Flow(), runtime.WithLogger(logger))
	set.Handle(m.server, func(ctx context.Context, req *request) (*response, error) {
		return nil, session.From(ctx).Set(ctx, req.Key, req.Value)
	})
	add.Handle(m.server, func(ctx context.Context, _ *request) (*response, error) {
		n, err := counter.Update(ctx, func(n int64) (int64, error) { return n + 1, nil })
		return &response{Count: n}, err
	})
	read.Handle(m.server, readAll)
	destroy.Handle(m.server, func(ctx context.Context, _ *request) (*response, error) {
		return nil, session.From(ctx).Destroy(ctx)
	})
	fill.Handle(m.server, func(ctx context.Context, req *fillRequest) (*response, error) {
		return nil, text.Set(ctx, req.Text)
	})
	plain.Handle(m.server, func(context.Context, *request) (*response, error) { return nil, nil })
	return m, nil
}

func (m *machine) open(ctx context.Context, c config) (err error) {
	if c.kind == "redis" {
		options, err := redis.ParseURL(c.url)
		if err != nil {
			return err
		}
		options.MaxRetries, options.ContextTimeoutEnabled, options.PoolSize = -1, true, connections
		m.redis = redis.NewClient(options)
		m.store = redisstore.New(m.redis)
		return nil
	}
	if m.db, err = sql.Open(c.kind, c.url); err != nil {
		return err
	}
	m.db.SetMaxOpenConns(connections)
	m.db.SetMaxIdleConns(connections)
	m.store, err = sqlstore.Open(ctx, m.db, dialects[c.kind])
	if err != nil {
		return errors.Join(err, m.db.Close())
	}
	return nil
}

func readAll(ctx context.Context, _ *request) (*response, error) {
	res := &response{Values: map[string]int64{}}
	var err error
	if res.Count, err = counter.Get(ctx); err != nil {
		return nil, err
	}
	for n := range keys {
		var v int64
		if _, err := session.From(ctx).Get(ctx, keyName(n), &v); err != nil {
			return nil, err
		}
		res.Values[keyName(n)] = v
	}
	return res, nil
}

// close ends everything that the machine has started, and nothing that failed to
// be written holds it up for long.
func (m *machine) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err := errors.Join(m.manager.Close(ctx), m.store.Close())
	if m.redis != nil {
		return errors.Join(err, m.redis.Close())
	}
	return errors.Join(err, m.db.Close())
}

// serve answers calls on an address over HTTP until ctx ends.
func (m *machine) serve(ctx context.Context, listener net.Listener) error {
	handler, err := httprpc.NewHandler(m.server)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	return httprpc.Serve(ctx, listener, handler)
}

// What a child that is a server reads from its environment.
const (
	childKind = "FAULTS_KIND"
	childURL  = "FAULTS_URL"
	childAddr = "FAULTS_ADDR"
)

// serveChild is the role of a server on the address it is given.
func serveChild(ctx context.Context) error {
	m, err := newMachine(ctx, config{os.Getenv(childKind), os.Getenv(childURL)}, session.WithStoreTimeout(20*time.Second))
	if err != nil {
		return err
	}
	limits.Handle(m.server, limitFiles)
	listener, err := net.Listen("tcp", os.Getenv(childAddr))
	if err != nil {
		return errors.Join(err, m.close())
	}
	return errors.Join(m.serve(ctx, listener), m.close())
}
