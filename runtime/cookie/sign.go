package cookie

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// MinSecret is how short the secret of a [Key] may be, in bytes.
const MinSecret = sha256.Size

// ErrSignature is a value that no key of the [Signer] has signed for that
// cookie key. It is input like any other bad input: the client can write what it likes.
var ErrSignature = errors.New("the cookie's value is not signed by this server")

// A Key is a secret that values are signed with.
type Key struct {
	// ID travels with the value, so that keys can be exchanged: up to 16 letters,
	// digits, - and _.
	ID string
	// Secret is at least [MinSecret] random bytes, as crypto/rand gives them.
	Secret []byte
}

// A Signer signs the values of cookies, so that a server that gets one back
// knows that it wrote it: the client can read it, and keep it, and send it
// again, but it can neither change it nor move it to another key. What must
// not be sent again later needs a time in it, or belongs into the session.
//
// A Signer may be used by several goroutines at once.
type Signer struct {
	current string
	secrets map[string][]byte
}

// NewSigner returns a signer that signs with current and also verifies what
// previous keys have signed. It fails if a secret is too short, or if an id is
// malformed or is there twice.
func NewSigner(current Key, previous ...Key) (*Signer, error) {
	s := &Signer{current: current.ID, secrets: make(map[string][]byte, 1+len(previous))}
	for _, key := range append([]Key{current}, previous...) {
		switch {
		case !validKeyID(key.ID):
			return nil, fmt.Errorf("cookie: the id %q of a key must be 1 to 16 letters, digits, - and _", key.ID)
		case len(key.Secret) < MinSecret:
			return nil, fmt.Errorf("cookie: the secret of key %s has %d bytes, it needs at least %d", key.ID, len(key.Secret), MinSecret)
		case s.secrets[key.ID] != nil:
			return nil, fmt.Errorf("cookie: there are two keys with the id %s", key.ID)
		}
		s.secrets[key.ID] = append([]byte(nil), key.Secret...)
	}
	return s, nil
}

func validKeyID(id string) bool {
	return id != "" && len(id) <= 16 && strings.Trim(id,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
}

// base64Strict takes each text as the encoding of one value at most.
var base64Strict = base64.RawURLEncoding.Strict()

// Sign returns value in the form in which it can be the cookie's value under
// key: the id of the signing key, the value and the signature, separated by
// dots. It is about a third longer than the value, plus 44 bytes and the id.
func (s *Signer) Sign(key, value string) string {
	signed := s.current + "." + base64Strict.EncodeToString([]byte(value))
	return signed + "." + base64Strict.EncodeToString(mac(s.secrets[s.current], key, signed))
}

// Verify returns the value that [Signer.Sign] was given for that key. It takes
// what CallCookie.Get returns, whatever it is: all but a text that this signer
// has signed for that key is [ErrSignature].
func (s *Signer) Verify(key string, signed any) (string, error) {
	text, _ := signed.(string)
	head, sum, _ := cutLast(text)
	id, body, ok := strings.Cut(head, ".")
	secret := s.secrets[id]
	if !ok || secret == nil || strings.ContainsAny(text, "\r\n") { // which base64 skips
		return "", ErrSignature
	}
	got, err := base64Strict.DecodeString(sum)
	if err != nil || !hmac.Equal(got, mac(secret, key, head)) {
		return "", ErrSignature
	}
	value, err := base64Strict.DecodeString(body)
	if err != nil {
		return "", ErrSignature
	}
	return string(value), nil
}

func cutLast(s string) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+1:], true
}

// mac is the signature. The parts are told apart by a zero byte: what is signed holds
// none, so no two pairs of key and text give the same bytes.
func mac(secret []byte, key, signed string) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte("rpcgen cookie value\x00"))
	h.Write([]byte(signed))
	h.Write([]byte{0})
	h.Write([]byte(key))
	return h.Sum(nil)
}
