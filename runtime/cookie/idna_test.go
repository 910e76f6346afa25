package cookie

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
)

// dialled returns the host that net/http connects to for a URL's host.
func dialled(t testing.TB) func(host string) string {
	var host string
	transport := &http.Transport{
		DialContext: func(_ context.Context, _, addr string) (net.Conn, error) {
			host, _, _ = net.SplitHostPort(addr)
			return nil, errors.New("far enough")
		},
		DisableKeepAlives: true,
	}
	return func(name string) string {
		host = ""
		req, err := http.NewRequest(http.MethodGet, "http://placeholder/", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.URL.Host = name
		if res, err := transport.RoundTrip(req); err == nil {
			res.Body.Close()
		}
		return host
	}
}

// Whatever rune is taken, net/http must connect to the host that the cookies
// are kept under.
func TestHostsAreThoseOfNetHTTP(t *testing.T) {
	dial := dialled(t)
	taken := 0
	for r := rune(0x80); r <= 0x1ffff; r++ {
		host := "a" + string(r) + "b.example"
		got, err := asciiHost(host)
		if err != nil {
			continue
		}
		// Of long rows of letters that are all alike, a few will do.
		if taken++; r > 0x3100 && r%499 != 0 {
			continue
		}
		if want := dial(host); got != want {
			t.Errorf("%U (%c): %s, net/http has %s", r, r, got, want)
		}
	}
	if taken < 30_000 {
		t.Errorf("only %d runes are taken", taken)
	}
	for _, host := range []string{
		"bücher.example", "BÜCHER.Example", "日本語.jp", "例え.jp", "пример.рф", "한국.kr",
		"straße.de", "παράδειγμα.gr", "łódź.pl", "ü.ö.ä", "ü", "ŽLUŤOUČKÝ.cz",
	} {
		got, err := asciiHost(host)
		if err != nil {
			t.Errorf("%s: %v", host, err)
		} else if want := dial(host); got != want {
			t.Errorf("%s: %s, net/http has %s", host, got, want)
		}
	}
}
