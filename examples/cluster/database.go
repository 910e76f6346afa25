package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/redis/go-redis/v9"
)

// A database is a server with the sessions, on a free port of this machine and in a
// temporary folder. An example needs one that goes as it has come; for others, see
// the flags -redis and -postgres.
type database struct {
	address string // what open takes
	stop    func() error
}

// startDatabase starts an empty one.
func startDatabase(ctx context.Context, kind string) (*database, error) {
	switch kind {
	case "redis":
		return startRedis(ctx)
	case "postgres":
		return startPostgres(ctx)
	}
	return nil, fmt.Errorf("there is no store %q, but redis and postgres", kind)
}

func startRedis(ctx context.Context) (*database, error) {
	program, err := find("redis-server", "redis-server")
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "cluster")
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	db := &database{address: "127.0.0.1:" + port}
	cmd := exec.Command(program, "--port", port, "--bind", "127.0.0.1", "--dir", dir, "--appendonly", "yes", "--save", "")
	return db, db.run(ctx, cmd, dir, syscall.SIGTERM, func(ctx context.Context) error {
		client := redis.NewClient(&redis.Options{Addr: db.address, MaxRetries: -1})
		return errors.Join(client.Ping(ctx).Err(), client.Close())
	})
}

func startPostgres(ctx context.Context) (*database, error) {
	const folders = "/usr/lib/postgresql/*/bin" // Debian keeps them out of the PATH
	initdb, err := find("initdb", "postgresql", folders)
	if err != nil {
		return nil, err
	}
	program, err := find("postgres", "postgresql", folders)
	if err != nil {
		return nil, err
	}
	who, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "cluster")
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err == nil && who != nil {
		err = os.Chown(dir, int(who.Uid), int(who.Gid))
	}
	data := filepath.Join(dir, "data")
	if err == nil {
		err = prepare(ctx, dir, who, initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	db := &database{address: "postgres://postgres@127.0.0.1:" + port + "/postgres?sslmode=disable"}
	cmd := exec.Command(program, "-D", data, "-p", port, "-h", "127.0.0.1", "-c", "unix_socket_directories=")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: who}
	return db, db.run(ctx, cmd, dir, syscall.SIGINT, func(ctx context.Context) error { // its "fast shutdown"
		pool, err := sql.Open("pgx", db.address)
		if err != nil {
			return err
		}
		return errors.Join(pool.PingContext(ctx), pool.Close())
	})
}

// run starts the server and waits until it answers. Stop then ends it with the
// signal quit and removes its folder.
func (db *database) run(ctx context.Context, cmd *exec.Cmd, dir string, quit os.Signal, ping func(context.Context) error) error {
	var log bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &log, &log
	p, err := launch(cmd)
	if err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	db.stop = func() error { return errors.Join(p.stop(quit), os.RemoveAll(dir)) }
	if err := p.until(ctx, ping); err != nil {
		err = errors.Join(err, p.kill(), os.RemoveAll(dir))
		return fmt.Errorf("%s does not answer: %w\n%s", filepath.Base(cmd.Path), err, &log)
	}
	return nil
}

// prepare carries out a command in a folder.
func prepare(ctx context.Context, dir string, who *syscall.Credential, args ...string) error {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir, cmd.SysProcAttr = dir, dieWithParent(&syscall.SysProcAttr{Credential: who})
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(args[0]), err, out)
	}
	return nil
}

// find returns where a program is: in the PATH, or in a folder of some pattern.
func find(name, debian string, patterns ...string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	for _, pattern := range patterns {
		found, err := filepath.Glob(filepath.Join(pattern, name))
		if err == nil && len(found) > 0 {
			return found[len(found)-1], nil
		}
	}
	return "", fmt.Errorf("%s is missing: on Debian, apt-get install %s; or name a server that runs, with -redis or -postgres", name, debian)
}

// unprivileged returns whom to run PostgreSQL as, which refuses to run as root; nil
// is the user of this process.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(err1, err2)
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as")
}

// freePort returns a port that nobody listens on.
func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return port, errors.Join(err, listener.Close())
}
