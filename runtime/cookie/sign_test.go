package cookie

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func signer(t testing.TB, current string, previous ...string) *Signer {
	t.Helper()
	key := func(id string) Key { return Key{ID: id, Secret: bytes.Repeat([]byte(id[:1]), 32)} }
	var old []Key
	for _, id := range previous {
		old = append(old, key(id))
	}
	s, err := NewSigner(key(current), old...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSigner(t *testing.T) {
	s := signer(t, "k1")
	for _, value := range []string{"", "ann", "a.b.c", "\x00\xff", strings.Repeat("x", 3000)} {
		signed := s.Sign("user", value)
		if got, err := s.Verify("user", signed); got != value || err != nil {
			t.Errorf("%q became %q, %v", value, got, err)
		}
		if max := 44 + 2 + 1 + (len(value)*4+2)/3; len(signed) > max {
			t.Errorf("%d bytes for %d", len(signed), len(value))
		}
	}
}

func TestSignerRefuses(t *testing.T) {
	s := signer(t, "k1")
	signed := s.Sign("user", "ann")
	refuse := func(name, key string, value any) {
		t.Helper()
		if got, err := s.Verify(key, value); !errors.Is(err, ErrSignature) || got != "" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	refuse("another key", "role", signed)
	refuse("not signed", "user", "ann")
	refuse("no text", "user", 7.0)
	refuse("nothing", "user", nil)
	refuse("another signer's", "user", signer(t, "k2").Sign("user", "ann"))
	refuse("another secret of the same id", "user", func() string {
		other, err := NewSigner(Key{ID: "k1", Secret: bytes.Repeat([]byte("z"), 32)})
		if err != nil {
			t.Fatal(err)
		}
		return other.Sign("user", "ann")
	}())
	for i := range signed { // any other byte at any place, or none
		for _, c := range []byte("AB_-.\n\x00=9z") {
			if changed := signed[:i] + string(c) + signed[i+1:]; changed != signed {
				refuse("changed", "user", changed)
			}
			refuse("longer", "user", signed[:i]+string(c)+signed[i:])
		}
		refuse("shorter", "user", signed[:i])
		refuse("without one", "user", signed[:i]+signed[i+1:])
	}
	refuse("longer", "user", signed+"\n")
}

func TestSignerKeys(t *testing.T) {
	old := signer(t, "k1").Sign("user", "ann")
	now := signer(t, "m2", "k1")
	if got, err := now.Verify("user", old); got != "ann" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if signed := now.Sign("user", "ann"); !strings.HasPrefix(signed, "m2.") {
		t.Errorf("signed with %.3s", signed)
	}
	good := bytes.Repeat([]byte("s"), MinSecret)
	for name, keys := range map[string][]Key{
		"short":      {{ID: "k", Secret: good[1:]}},
		"no secret":  {{ID: "k"}},
		"no id":      {{Secret: good}},
		"dot":        {{ID: "a.b", Secret: good}},
		"long id":    {{ID: strings.Repeat("k", 17), Secret: good}},
		"twice":      {{ID: "k", Secret: good}, {ID: "k", Secret: good}},
		"short, old": {{ID: "k", Secret: good}, {ID: "l", Secret: good[1:]}},
	} {
		if _, err := NewSigner(keys[0], keys[1:]...); err == nil || strings.Contains(err.Error(), "sss") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSignerKeepsItsSecret(t *testing.T) {
	secret := bytes.Repeat([]byte("s"), MinSecret)
	s, err := NewSigner(Key{ID: "k", Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	signed := s.Sign("user", "ann")
	clear(secret)
	if s.Sign("user", "ann") != signed {
		t.Error("the signer uses the caller's slice")
	}
}
