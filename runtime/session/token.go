package session

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"hash"
	"sync"
	"time"

	"github.com/google/uuid"
)

// A token is what a client holds, in bytes:
//
//	version:1 | key:2 | minute of issue:4 | UUID v4:16 | HMAC-SHA256 of all that, cut:16
//
// As text it is base64url without padding, 52 characters with no spare bits.
// The MAC keeps forged ids away from the store; what makes a token hard to guess
// are the 122 random bits of the UUID.
type token [tokenSize]byte

const (
	tokenVersion = 1
	macOffset    = 1 + 2 + 4 + 16
	macSize      = 16
	tokenSize    = macOffset + macSize
	tokenLength  = tokenSize / 3 * 4
)

// issuedStored stands for the minute of issue in tokens of sessions that were in
// the store before the client had the token. Such a one is never adopted.
const issuedStored = 0

var tokenText = base64.RawURLEncoding.Strict()

// parseToken reads the text of a token. It does not look at the MAC.
func parseToken(text string) (t token, ok bool) {
	if len(text) != tokenLength {
		return t, false
	}
	var buf [tokenLength]byte
	copy(buf[:], text)
	n, err := tokenText.Decode(t[:], buf[:]) // skips line breaks: then n is too small
	return t, err == nil && n == tokenSize && t[0] == tokenVersion
}

func (t *token) text() string    { return tokenText.EncodeToString(t[:]) }
func (t *token) kid() uint16     { return binary.BigEndian.Uint16(t[1:]) }
func (t *token) minute() uint32  { return binary.BigEndian.Uint32(t[3:]) }
func (t *token) adoptable() bool { return t.minute() != issuedStored }

// age is how long ago the token was issued. It is negative if that was on a
// machine whose clock is ahead. It means nothing if the token is not adoptable.
func (t *token) age(now time.Time) time.Duration {
	return now.Sub(time.Unix(int64(t.minute())*60, 0))
}

// id returns the name of the token's session in the store.
func (t *token) id(namespace string) ID { return hashID(namespace, t[:]) }

func hashID(namespace string, rest []byte) ID {
	buf := make([]byte, 0, 64)
	buf = append(buf, namespace...)
	buf = append(buf, 0)
	buf = append(buf, rest...)
	return sha256.Sum256(buf)
}

// A signingKey makes and checks the MACs of tokens.
type signingKey struct {
	kid    uint16
	secret []byte
	born   time.Duration // by the age of the record that the keys are in
	macs   sync.Pool     // of *macHash, as setting one up costs more than using it
}

// A macHash is what a MAC is made with.
type macHash struct {
	hash.Hash
	head [macOffset]byte // of the token, which need not be on the heap then
	sum  [sha256.Size]byte
}

func newSigningKey(kid uint16, secret []byte, born time.Duration) *signingKey {
	k := &signingKey{kid: kid, secret: secret, born: born}
	k.macs.New = func() any { return &macHash{Hash: hmac.New(sha256.New, secret)} }
	return k
}

// sign returns a new token, issued at the given minute.
func (k *signingKey) sign(minute uint32) (t token, err error) {
	id, err := uuid.NewRandom()
	if err != nil {
		return t, err
	}
	t[0] = tokenVersion
	binary.BigEndian.PutUint16(t[1:], k.kid)
	binary.BigEndian.PutUint32(t[3:], minute)
	copy(t[7:], id[:])
	mac := k.mac(&t)
	copy(t[macOffset:], mac[:])
	return t, nil
}

// verify reports whether t was signed with this key.
func (k *signingKey) verify(t *token) bool {
	want := k.mac(t)
	return hmac.Equal(want[:], t[macOffset:])
}

func (k *signingKey) mac(t *token) [macSize]byte {
	h := k.macs.Get().(*macHash)
	defer k.macs.Put(h)
	h.Reset()
	copy(h.head[:], t[:])
	h.Write(h.head[:])
	h.Sum(h.sum[:0])
	return [macSize]byte(h.sum[:])
}
