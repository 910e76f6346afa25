package session

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"testing"
	"time"

	"github.com/google/uuid"
)

func testKey() *signingKey { return newSigningKey(7, bytes.Repeat([]byte{1}, 32), 0) }

func TestTokenShape(t *testing.T) {
	tok, err := testKey().sign(12345)
	if err != nil {
		t.Fatal(err)
	}
	text := tok.text()
	if len(text) != 52 || len(tok) != 39 {
		t.Errorf("got %d characters of %d bytes, want 52 of 39", len(text), len(tok))
	}
	id, err := uuid.FromBytes(tok[7:23])
	if err != nil || id.Version() != 4 || id.Variant() != uuid.RFC4122 {
		t.Errorf("got %v, %v in it, want a UUID of version 4", id, err)
	}
	if tok[0] != 1 || tok.kid() != 7 || tok.minute() != 12345 {
		t.Errorf("version %d, key %d, minute %d", tok[0], tok.kid(), tok.minute())
	}
	if age := tok.age(time.Unix(12346*60, 0)); age != time.Minute {
		t.Errorf("age: got %v, want 1m", age)
	}
	if want := sha256.Sum256(append([]byte("ns\x00"), tok[:]...)); tok.id("ns") != want {
		t.Error("the id is not SHA-256(namespace, 0, token)")
	}
	if tok.id("ns") == tok.id("") {
		t.Error("the namespace makes no difference")
	}
	back, ok := parseToken(text)
	if !ok || back != tok || !testKey().verify(&back) {
		t.Error("the token does not come back")
	}
}

func TestTokenIsRefused(t *testing.T) {
	key := testKey()
	tok, err := key.sign(12345)
	if err != nil {
		t.Fatal(err)
	}
	accepted := func(text string) bool {
		t, ok := parseToken(text)
		return ok && key.verify(&t)
	}
	text := tok.text()
	if !accepted(text) {
		t.Fatal("the token itself is refused")
	}
	for bit := range len(tok) * 8 {
		flipped := tok
		flipped[bit/8] ^= 1 << (bit % 8)
		if accepted(flipped.text()) {
			t.Errorf("accepted with bit %d flipped", bit)
		}
	}
	for _, bad := range []string{
		"", " ", "x", text[:51], text + "A", text + "=", " " + text, text[:26] + "\n" + text[26:], text[:51] + "\n", "\r\n" + text[2:],
		text[:51] + "+", "__proto__", "constructor", "toString", string(bytes.Repeat([]byte{'A'}, 52)), string(bytes.Repeat([]byte{0}, 52)),
		base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{0xff}, 39)),
	} {
		if accepted(bad) {
			t.Errorf("accepted %q", bad)
		}
	}
	other := newSigningKey(7, bytes.Repeat([]byte{2}, 32), 0)
	if other.verify(&tok) {
		t.Error("another key accepts it")
	}
}

// FuzzToken shows that nothing but what was minted is accepted.
func FuzzToken(f *testing.F) {
	key := testKey()
	tok := token{0: tokenVersion, 2: 7, 5: 0x30, 6: 0x39, 13: 0x40, 15: 0x80} // the same in every process
	mac := key.mac(&tok)
	copy(tok[macOffset:], mac[:])
	f.Add(tok.text(), uint16(0))
	f.Fuzz(func(t *testing.T, text string, bit uint16) {
		if got, ok := parseToken(text); ok {
			if got.text() != text {
				t.Errorf("two texts for one token: %q", text)
			}
			if key.verify(&got) && got != tok {
				t.Errorf("accepted a token that was not minted: %q", text)
			}
		}
		flipped := tok
		flipped[int(bit/8)%len(tok)] ^= 1 << (bit % 8)
		if got, ok := parseToken(flipped.text()); ok && key.verify(&got) {
			t.Errorf("accepted with bit %d flipped", bit)
		}
	})
}

func TestDefaults(t *testing.T) {
	for name, ok := range map[string]bool{
		"idle":               DefaultIdle == 30*time.Minute,
		"absolute":           DefaultAbsolute == 12*time.Hour,
		"remember idle":      DefaultRememberIdle == 7*24*time.Hour,
		"remember absolute":  DefaultRememberAbsolute == 30*24*time.Hour,
		"adoption":           DefaultAdoption == 30*time.Minute,
		"adoption <= idle":   DefaultAdoption <= DefaultIdle,
		"tombstone":          MinTombstone == 60*time.Second,
		"skew":               MaxSkew == 5*time.Minute,
		"touch":              DefaultIdle/TouchFraction == 3*time.Minute,
		"value":              DefaultMaxValue == 32*1024,
		"keys":               DefaultMaxKeys == 256,
		"key":                DefaultMaxKey == 128,
		"total":              DefaultMaxTotal == 64*1024,
		"store timeout":      DefaultStoreTimeout == 2*time.Second,
		"tries":              DefaultTries == 100,
		"stripes":            len(stripes{}) == 256,
		"key rotation":       DefaultKeyRotation == 30*24*time.Hour,
		"key overlap":        DefaultKeyOverlap == 24*time.Hour,
		"signing key's size": keySecretSize == 32,
		"sweep":              SweepInterval == time.Minute && SweepBatch == 1000,
		"eager":              eagerTTL == 5*time.Minute,
	} {
		if !ok {
			t.Errorf("%s: not what the specification says", name)
		}
	}
}

func TestImpossibleOptions(t *testing.T) {
	for name, opt := range map[string]Option{
		"adoption over idle":  WithAdoption(31 * time.Minute),
		"idle under adoption": WithLifetime(29*time.Minute, time.Hour),
		"absolute":            WithLifetime(time.Hour, time.Minute),
		"remember":            WithRemember(time.Minute, time.Hour),
		"no adoption":         WithAdoption(0),
		"no timeout":          WithStoreTimeout(0),
		"rotation":            WithKeyRotation(time.Minute, time.Hour),
		"overlap":             WithKeyRotation(48*time.Hour, -1),
		"limits":              WithLimits(0, 1, 1),
		"tries":               WithTries(0),
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			NewManager(nil, opt)
		})
	}
	c := defaults()
	c.validate()
	if c.keyLife() < DefaultKeyRotation+DefaultRememberAbsolute {
		t.Error("a remembered session would outlive the key of its id")
	}
}
