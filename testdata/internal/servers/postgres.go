package servers

import (
	"context"
	"fmt"
	"strconv"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Postgres starts PostgreSQL with an empty database. URL is a connection string.
func Postgres(t testing.TB, settings ...string) *Server {
	t.Helper()
	const bin = "/usr/lib/postgresql/*/bin"
	initdb := program(t, "initdb", "postgresql", bin)
	postgres := program(t, "postgres", "postgresql", bin)
	user := unprivileged(t, "postgres")
	dir, port := folder(t, user), freePort(t)
	data := dir + "/data"
	run(t, user, initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	args := []string{postgres, "-D", data, "-p", strconv.Itoa(port), "-k", dir, "-h", "127.0.0.1", "-c", "max_connections=200"}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	s := &Server{
		t: t, name: "PostgreSQL", args: args, quit: syscall.SIGINT, // "fast shutdown"
		Addr: address(port),
		URL:  fmt.Sprintf("postgres://postgres@%s/postgres?sslmode=disable", address(port)),
		attr: syscall.SysProcAttr{Credential: user},
	}
	s.ready = func(ctx context.Context) error {
		conn, err := pgx.Connect(ctx, s.URL)
		if err != nil {
			return err
		}
		return conn.Close(ctx)
	}
	return s.launch()
}
