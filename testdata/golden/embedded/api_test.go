package embedded

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/testdata/golden/embedded/base"
	"github.com/rpcgen/rpcgen/testdata/golden/embedded/deep"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type store map[string]string

func (s store) Read(_ context.Context, key string) (string, error)      { return s[key], nil }
func (s store) Write(_ context.Context, key, value string) error        { s[key] = value; return nil }
func (s store) Drop(_ context.Context, key string) error                { delete(s, key); return nil }
func (s store) Status(_ context.Context, p string) (deep.Status, error) { return deep.Status(p), nil }

type journal struct{ notes *[]base.Note }

func (j journal) Write(_ context.Context, n base.Note) error {
	*j.notes = append(*j.notes, n)
	return nil
}
func (journal) Status(_ context.Context, p string) (deep.Status, error) { return deep.Status(p), nil }
func (j journal) Close() error                                          { *j.notes = nil; return nil }
func (journal) Extra(context.Context) (string, error)                   { return "extra", nil }

func TestEmbedded(t *testing.T) {
	s := store{}
	var notes []base.Note
	register := func(server *runtime.Server) {
		clear(s)
		notes = nil
		RegisterReader(server, s)
		RegisterStore(server, s)
		RegisterJournal(server, journal{&notes})
		RegisterBoth(server, journal{&notes})
	}
	roundtrip.Clients(t, register, func(t *testing.T, client *runtime.Client) {
		ctx := t.Context()
		store := NewStoreClient(client)
		err := store.Write(ctx, "a", "1")
		roundtrip.Same(t, err, s["a"], "1")
		roundtrip.Becomes(t, store.Read, "a", "1")
		roundtrip.Becomes(t, NewReaderClient(client).Read, "a", "1")
		err = store.Drop(ctx, "a")
		roundtrip.Same(t, err, s["a"], "")
		status, err := store.Status(ctx, "disk")
		roundtrip.Same(t, err, status, deep.Status("disk"))

		journal := NewJournalClient(client)
		err = journal.Write(ctx, base.Note{Text: "one"})
		roundtrip.Same(t, err, notes, []base.Note{{Text: "one"}})
		status, err = journal.Status(ctx, "ink")
		roundtrip.Same(t, err, status, deep.Status("ink"))

		both := NewBothClient(client)
		err = both.Write(ctx, base.Note{Text: "two"})
		roundtrip.Same(t, err, notes, []base.Note{{Text: "one"}, {Text: "two"}})
		status, err = both.Status(ctx, "paper")
		roundtrip.Same(t, err, status, deep.Status("paper"))
		extra, err := both.Extra(ctx)
		roundtrip.Same(t, err, extra, "extra")
		err = both.Close()
		roundtrip.Same(t, err, notes, nil)
	})
}
