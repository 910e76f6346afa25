package servers

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"syscall"
	"testing"

	_ "github.com/go-sql-driver/mysql" // the driver named below
)

// MariaDB starts MariaDB with an empty database. URL is a DSN of go-sql-driver.
func MariaDB(t testing.TB, settings ...string) *Server {
	t.Helper()
	mariadbd := program(t, "mariadbd", "mariadb-server", "/usr/sbin", "/usr/libexec")
	install := program(t, "mariadb-install-db", "mariadb-server", "/usr/bin")
	user := unprivileged(t, "mysql")
	dir, port := folder(t, user), freePort(t)
	data := dir + "/data"
	run(t, user, install, "--no-defaults", "--datadir="+data, "--auth-root-authentication-method=normal", "--skip-test-db")
	args := []string{
		mariadbd, "--no-defaults", "--datadir=" + data, "--port=" + strconv.Itoa(port), "--bind-address=127.0.0.1",
		"--socket=" + dir + "/s", "--pid-file=" + dir + "/pid", "--skip-name-resolve", "--max-connections=200",
	}
	s := &Server{
		t: t, name: "MariaDB", args: append(args, settings...), quit: syscall.SIGTERM,
		Addr: address(port),
		URL:  fmt.Sprintf("root@tcp(%s)/sessions", address(port)),
		attr: syscall.SysProcAttr{Credential: user},
	}
	s.ready = func(ctx context.Context) error {
		db, err := sql.Open("mysql", fmt.Sprintf("root@tcp(%s)/", s.Addr))
		if err != nil {
			return err
		}
		_, err = db.ExecContext(ctx, "CREATE DATABASE IF NOT EXISTS sessions CHARACTER SET utf8mb4")
		return errors.Join(err, db.Close())
	}
	return s.launch()
}
