package stores_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/redisstore"
	"github.com/rpcgen/rpcgen/testdata/internal/servers"
)

// A thief makes connections that lose replies: the server has done what it was told, and
// the client sees the connection break.
type thief struct {
	next  atomic.Int64 // lose so many from now on
	every atomic.Int64 // and one of so many later, 0 for none
	reads atomic.Int64
}

func (th *thief) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
	return &robbed{conn, th}, err
}

// steals reports whether a reply is to be lost.
func (th *thief) steals() bool {
	if th.next.Load() > 0 {
		th.next.Add(-1)
		return true
	}
	every := th.every.Load()
	return every > 0 && th.reads.Add(1)%every == 0
}

type robbed struct {
	net.Conn
	thief *thief
}

func (c *robbed) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err == nil && c.thief.steals() {
		return 0, errors.Join(io.EOF, c.Close())
	}
	return n, err
}

func robbedClient(t *testing.T, url string, retries int) (*redis.Client, *thief) {
	th := &thief{}
	return closing(t, redis.NewClient(&redis.Options{
		Addr: strings.TrimPrefix(url, "redis://"), Dialer: th.dial, MaxRetries: retries, ContextTimeoutEnabled: true,
	})), th
}

// TestRedisSentAgain: a client that sends again what it got no reply to does it once all
// the same, and gets the reply to the first time.
func TestRedisSentAgain(t *testing.T) {
	client, th := robbedClient(t, servers.Redis(t).URL, 3)
	store := closing(t, redisstore.New(client))
	owner := "somebody"
	id, to, login, stone := newID(), newID(), newID(), newID()
	write := func(value string, rev int64) session.Change {
		return session.Change{Writes: []session.Write{{Key: "n", Data: []byte(value), If: rev}}}
	}
	again := func(name string, id session.ID, c session.Change, want uint64) {
		t.Helper()
		apply(t, store, newID(), session.Change{Create: true, TTL: time.Hour}) // a connection is there
		th.next.Store(1)
		rev, err := store.Apply(t.Context(), id, c)
		if err != nil || rev != want || th.next.Load() != 0 {
			t.Errorf("%s: got revision %d, %v, want %d", name, rev, err, want)
		}
	}
	create := write("1", session.Absent)
	create.Create, create.TTL = true, time.Hour
	again("create", id, create, 1)
	again("compare and set", id, write("2", 1), 2)
	again("set", id, write("3", session.Any), 3)
	again("delete", id, session.Change{Writes: []session.Write{{Key: "n", If: 3}}}, 4)
	again("absent", id, write("4", session.Absent), 5)
	if rec, err := store.Load(t.Context(), id); err != nil || rec.Rev != 5 || string(rec.Values["n"].Data) != "4" {
		t.Errorf("got %+v, %v", rec, err)
	}
	again("touch", id, session.Change{TTL: 2 * time.Hour}, 5)
	again("renew", id, session.Change{Move: &to, Retire: time.Minute}, 6)
	again("login", to, session.Change{Move: &login, Fresh: true, Owner: &owner, TTL: time.Hour, Retire: time.Minute}, 7)
	again("end", login, session.Change{If: 7, Retire: time.Minute}, 8)
	again("bury", stone, session.Change{Create: true, Retire: time.Minute}, 1)
}

// TestRedisReplyLost: without repetitions, a lost reply is one that is not known.
func TestRedisReplyLost(t *testing.T) {
	client, th := robbedClient(t, servers.Redis(t).URL, -1)
	store := closing(t, redisstore.New(client))
	id := newID()
	apply(t, store, id, session.Change{Create: true, TTL: time.Hour})
	th.next.Store(1)
	if _, err := store.Apply(t.Context(), id, session.Change{Clear: true}); !errors.Is(err, session.ErrUnknown) {
		t.Errorf("Apply: got %v, want %v", err, session.ErrUnknown)
	}
	th.next.Store(1)
	if _, err := store.Load(t.Context(), id); !errors.Is(err, session.ErrUnavailable) {
		t.Errorf("Load: got %v, want %v", err, session.ErrUnavailable)
	}
	if rec, err := store.Load(t.Context(), id); err != nil || rec.Rev != 2 {
		t.Errorf("got %+v, %v, want what was done", rec, err)
	}
}

// TestRedisNeverDoubled: whatever replies are lost, and with whatever retries, increments
// are done once, or not at all.
func TestRedisNeverDoubled(t *testing.T) {
	server := servers.Redis(t)
	nodes := servers.RedisCluster(t)
	for name, dial := range map[string]func(th *thief) redis.UniversalClient{
		"retries": func(th *thief) redis.UniversalClient {
			return redis.NewClient(&redis.Options{Addr: server.Addr, Dialer: th.dial, ContextTimeoutEnabled: true, MinRetryBackoff: -1})
		},
		"no retries": func(th *thief) redis.UniversalClient {
			return redis.NewClient(&redis.Options{Addr: server.Addr, Dialer: th.dial, ContextTimeoutEnabled: true, MaxRetries: -1})
		},
		"cluster": func(th *thief) redis.UniversalClient {
			return redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{nodes[0].Addr}, Dialer: th.dial, ContextTimeoutEnabled: true, MinRetryBackoff: -1})
		},
	} {
		t.Run(name, func(t *testing.T) {
			th := &thief{}
			store := closing(t, redisstore.New(closing(t, dial(th))))
			id := newID()
			apply(t, store, id, session.Change{Create: true, TTL: time.Hour, Writes: []session.Write{{Key: "n", Data: []byte("0"), If: session.Any}}})
			th.every.Store(9)
			var done, unknown atomic.Int64
			for range 3 {
				if err := together(func(int) error {
					err := increment(t.Context(), store, id)
					switch {
					case err == nil:
						done.Add(1)
					case errors.Is(err, session.ErrUnknown):
						unknown.Add(1)
					case !errors.Is(err, session.ErrUnavailable):
						return err
					}
					return nil
				}); err != nil {
					t.Fatal(err)
				}
			}
			th.every.Store(0)
			rec, err := store.Load(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			n, err := strconv.ParseInt(string(rec.Values["n"].Data), 10, 64)
			if err != nil || n < done.Load() || n > done.Load()+unknown.Load() {
				t.Errorf("%d increments (%v), want %d that were acknowledged and at most %d more", n, err, done.Load(), unknown.Load())
			}
			t.Logf("%d done, %d unknown, counted %d", done.Load(), unknown.Load(), n)
		})
	}
}
