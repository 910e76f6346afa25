package cookie

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestNormalOrigin(t *testing.T) {
	for raw, want := range map[string]string{
		"http://example.com":                   "http://example.com:80",
		"https://example.com/api/?a=b#c":       "https://example.com:443",
		"ws://example.com":                     "http://example.com:80",
		"WSS://Example.COM:443/":               "https://example.com:443",
		"http://example.com:080":               "http://example.com:80",
		"http://example.com:/x":                "http://example.com:80",
		"http://127.0.0.1:3000/api/":           "http://127.0.0.1:3000",
		"http://[::1]:3000/":                   "http://[::1]:3000",
		"http://[0:0::1]/":                     "http://[::1]:80",
		"http://[2001:DB8::A]":                 "http://[2001:db8::a]:80",
		"http://bücher.example":                "http://xn--bcher-kva.example:80",
		"http://b%C3%BCcher.example":           "http://xn--bcher-kva.example:80",
		"http://[fe80::1%25eth0]:80":           "http://[fe80::1%25eth0]:80",
		"http://xn--bcher-kva.example":         "http://xn--bcher-kva.example:80",
		"http://my_host":                       "http://my_host:80",
		"http://example.com.":                  "http://example.com.:80",
		"inproc://Library":                     "inproc://Library",
		"INPROC://Library/api":                 "inproc://Library",
		"http://example.com/user:secret@there": "http://example.com:80",
	} {
		got, err := NormalOrigin(raw)
		if err != nil || got != want {
			t.Errorf("%s: got %q, %v; want %q", raw, got, err, want)
		}
		if again, err := NormalOrigin(got); err != nil || again != got {
			t.Errorf("%s is not normal yet: %q, %v", got, again, err)
		}
	}
}

func TestNormalOriginRefuses(t *testing.T) {
	for _, raw := range []string{
		"", "example.com", "//example.com", "http:example.com", "http:///x", "ftp://example.com", "http://",
		"http://user:hunter2@example.com", "http://user@example.com", "https://@example.com",
		"http://example.com:0", "http://example.com:65536", "http://example.com:x", "http://exa mple.com",
		"http://a%00b", "http://a%2fb", "http://a@b@c", "http://[::1", "http://[fe80::1%25a%5d]", "http://[a.b]",
		"http://\u212a.example", "http://\u0130.example", "http://\u1e9e.example", "http://\ufb01.example", "http://a\u0308.example", "http://\xff",
		"inproc://", "inproc:///x", "inproc://a b", "inproc://a@b", "inproc://ä", "inproc:a",
	} {
		got, err := NormalOrigin(raw)
		if err == nil {
			t.Errorf("%q was taken as %q", raw, got)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error shows a password: %v", err)
		}
	}
}

// Origins that differ in scheme, host or port never share a jar's entry,
// however they are written.
func TestOriginsDoNotCollide(t *testing.T) {
	pick := func(r *rand.Rand, from ...string) string { return from[r.IntN(len(from))] }
	r := rand.New(rand.NewPCG(1, 2))
	meaning := map[string][3]string{}
	for range 20_000 {
		scheme := pick(r, "http", "https", "ws", "wss", "HTTP", "WsS")
		host := pick(r, "a", "a.b", "b.a", "a-b", "80", "127.0.0.1", "[::1]", "[1::]", "ä", "xn--4ca", "ae", "日", "xn--wgv", "a.", "A.B")
		port := pick(r, "", ":", ":80", ":443", ":8", ":0443")
		path := pick(r, "", "/", "/80", "/:80", "/a@b", "?x=//b:80", "#b")
		origin, err := NormalOrigin(scheme + "://" + host + port + path)
		if err != nil {
			t.Fatalf("%s://%s%s%s: %v", scheme, host, port, path, err)
		}
		s := map[string]string{"ws": "http", "wss": "https"}
		means := [3]string{strings.ToLower(scheme), strings.ToLower(host), strings.TrimLeft(port, ":0")}
		if to, ok := s[means[0]]; ok {
			means[0] = to
		}
		if means[2] == "" {
			means[2] = map[string]string{"http": "80", "https": "443"}[means[0]]
		}
		switch means[1] {
		case "ä":
			means[1] = "xn--4ca"
		case "日":
			means[1] = "xn--wgv"
		}
		if old, ok := meaning[origin]; ok && old != means {
			t.Fatalf("%s stands for %v and for %v", origin, old, means)
		}
		meaning[origin] = means
	}
	if want := 2 * 12 * 3; len(meaning) != want {
		t.Errorf("%d origins, want %d", len(meaning), want)
	}
}

// What comes out is normal, and names the host and port that the URL does.
func FuzzOrigin(f *testing.F) {
	for _, raw := range []string{
		"http://example.com", "wss://EXAMPLE.com:8443/api/", "http://user:pass@example.com", "http://[::1%25eth0]:80",
		"inproc://library", "http://bücher.example:080", "http://a%2eb", "http://a:b:c", "http://\xff", "HTTP://%5B::1%5D",
	} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		origin, err := NormalOrigin(raw)
		if err != nil {
			return
		}
		again, err := NormalOrigin(origin)
		if err != nil || again != origin {
			t.Fatalf("%q became %q, and that %q, %v", raw, origin, again, err)
		}
		for _, c := range []byte(origin) {
			if c <= ' ' || c > '~' {
				t.Fatalf("%q became %q", raw, origin)
			}
		}
	})
}
