package storetest

import (
	"bytes"
	"strings"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// keys: every name is itself and no other.
func (s *suite) keys() {
	names := []string{
		"k", "K", "k ", " k", "__proto__", "constructor", "toString", "hasOwnProperty",
		"line\nbreak", "tab\t", "quote'\"`", "back\\slash", "%", "_", "#r", "#x", "a:b", "{a}", "$1", "?", "--", "NULL", "1",
		"\u00e9", "e\u0301", // one sign, composed and decomposed
		"ß", "ss", "İ", "\u200b", "😀", "\x01", "\u007f",
		strings.Repeat("k", 128), strings.Repeat("k", 127), strings.Repeat("é", 64),
	}
	id := newID()
	for _, name := range names {
		s.apply(id, session.Change{Create: true, TTL: long, Writes: []session.Write{set(name, "value of "+name)}})
	}
	rec := s.load(id)
	if len(rec.Values) != len(names) {
		s.Errorf("got %d keys, want %d", len(rec.Values), len(names))
	}
	for _, name := range names {
		s.value(rec, name, "value of "+name)
	}
	for i, name := range names {
		if i%2 == 0 {
			s.apply(id, session.Change{Writes: []session.Write{{Key: name, If: int64(rec.Values[name].Rev)}}})
		}
	}
	rec = s.load(id)
	for i, name := range names {
		want := "value of " + name
		if i%2 == 0 {
			want = "-"
		}
		s.value(rec, name, want)
	}
}

// values: every byte comes back, and so do owners.
func (s *suite) values() {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	values := map[string][]byte{
		"empty": {}, "zero": {0}, "all": all,
		"large": bytes.Repeat(all, 128), // 32 KiB
		"text":  []byte(`{"a":"\u0000é😀"}`), "null": []byte("null"), "number": []byte("007"),
	}
	var writes []session.Write
	for key, data := range values {
		writes = append(writes, session.Write{Key: key, Data: data, If: session.Any})
	}
	rec := s.load(s.create(writes...))
	for key, want := range values {
		e, ok := rec.Values[key]
		if !ok || e.Data == nil || !bytes.Equal(e.Data, want) {
			s.Errorf("value %q of %d bytes came back as %d, there=%t nil=%t", key, len(want), len(e.Data), ok, e.Data == nil)
		}
	}
	for _, owner := range []string{"o'brien", "a\nb", "é", strings.Repeat("o", 256-9)} {
		owner += newOwner()[:9]
		id := newID()
		s.apply(id, session.Change{Create: true, TTL: long, Owner: &owner})
		if got := s.load(id).Owner; got != owner {
			s.Errorf("owner %q came back as %q", owner, got)
		}
	}
	// What a caller keeps of a record is not changed by later writes.
	id := s.create(set("k", "v"))
	kept := s.load(id)
	s.apply(id, session.Change{Writes: []session.Write{set("k", "w"), set("j", "w")}})
	s.value(kept, "k", "v")
	s.value(kept, "j", "-")
}
