package session_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
)

// No id is in anything that is printed, logged or returned as an error.
func TestNoTokenIsShown(t *testing.T) {
	f := newFixture(t)
	logger := slog.New(slog.NewTextHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var shown strings.Builder
	var ids []string
	show := func(s *session.Session, err error) {
		fmt.Fprintf(&shown, "%v %+v %#v %s %q %d %x %v\n", s, s, s, s, s, s, s, err)
		fmt.Fprintln(&shown, s.String(), s.Mark(), err)
		logger.Debug("session", "session", s, "error", err)
	}
	note := func(c *runtime.Cookie) *runtime.Cookie {
		if c != nil && c.SessionID != "" {
			ids = append(ids, c.SessionID)
		}
		return c
	}
	for _, start := range []*runtime.Cookie{nil, {SessionID: "forged"}, f.started(), f.mint()} {
		note(start)
		c, err := f.call(start, func(ctx context.Context, s *session.Session) error {
			show(s, s.Login(ctx, "ada"))
			show(s, s.Set(ctx, "k", func() {}))
			show(s, s.Set(ctx, "k", strings.Repeat("x", 1<<17)))
			show(s, s.Set(ctx, "__", 1))
			return nil
		})
		fmt.Fprintln(&shown, err)
		note(c)
		f.store.down.Store(&errDisk)
		c, err = f.call(c, func(ctx context.Context, s *session.Session) error {
			err := errors.Join(number.Set(ctx, 1), s.Destroy(ctx))
			show(s, err)
			return err
		})
		f.store.down.Store(nil)
		fmt.Fprintln(&shown, err)
		note(c)
		c, err = f.call(note(f.started()), func(ctx context.Context, s *session.Session) error {
			panic(fmt.Sprint(s, runtime.CookieFrom(ctx).SessionID()))
		})
		fmt.Fprintln(&shown, err, c)
	}
	if err := f.manager.Close(t.Context()); err != nil {
		fmt.Fprintln(&shown, err)
	}
	if len(ids) < 10 {
		t.Fatalf("only %d ids were looked for", len(ids))
	}
	for _, id := range ids {
		if id != "forged" && strings.Contains(shown.String()+f.log.String(), id) {
			t.Errorf("an id is shown: %s%s", shown.String(), f.log.String())
			break
		}
	}
	if !strings.Contains(f.log.String(), "panic") {
		t.Error("nothing was logged")
	}
}

func TestMark(t *testing.T) {
	f := newFixture(t)
	mine := f.started()
	mark := func(c *runtime.Cookie) (m string) {
		f.must(c, func(_ context.Context, s *session.Session) error {
			m = s.Mark()
			return nil
		})
		return m
	}
	if a, b := mark(mine), mark(mine); a != b || a != runtime.Redact(mine.SessionID) {
		t.Errorf("marks of one session: %q and %q", a, b)
	}
	if mark(mine) == mark(f.mint()) {
		t.Error("two sessions have one mark")
	}
}
