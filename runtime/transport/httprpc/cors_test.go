package httprpc_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

func TestOrigins(t *testing.T) {
	const page, other = "https://page.example", "https://other.example"
	allowed := []httprpc.HandlerOption{httprpc.AllowOrigins(page, "http://localhost:5173")}
	everyone := []httprpc.HandlerOption{httprpc.AllowOrigins("*")}
	for _, test := range []struct {
		name           string
		opts           []httprpc.HandlerOption
		origin, site   string // headers
		ok             bool
		allow          string // Access-Control-Allow-Origin
		preflightAllow bool
	}{
		{"no browser", nil, "", "", true, "", false},
		{"own page", nil, "http://shop.example", "same-origin", true, "", false},
		{"own page, old browser", nil, "http://shop.example", "", true, "", false},
		{"typed in", nil, "", "none", true, "", false},
		{"other page", nil, page, "cross-site", false, "", false},
		{"other page, old browser", nil, page, "", false, "", false},
		{"sibling", nil, "http://evil.shop.example", "same-site", false, "", false},
		{"other port", nil, "http://shop.example:8080", "same-site", false, "", false},
		{"sandbox", nil, "null", "cross-site", false, "", false},
		{"no origin named", nil, "", "cross-site", false, "", false},

		{"listed", allowed, page, "cross-site", true, page, true},
		{"listed, old browser", allowed, page, "", true, page, true},
		{"not listed", allowed, other, "cross-site", false, "", false},
		{"listed, other scheme", allowed, "http://page.example", "cross-site", false, "", false},
		{"listed, other port", allowed, page + ":8443", "cross-site", false, "", false},
		{"listed, other case", allowed, "https://PAGE.example", "cross-site", false, "", false},
		{"listed as a prefix", allowed, page + ".evil.example", "cross-site", false, "", false},
		{"null with a list", allowed, "null", "cross-site", false, "", false},
		{"own page with a list", allowed, "http://shop.example", "same-origin", true, "", false},
		{"no browser with a list", allowed, "", "", true, "", false},

		{"everyone", everyone, other, "cross-site", true, "*", true},
		{"null with everyone", everyone, "null", "cross-site", false, "*", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			handler := newHandler(t, newServer(t), test.opts...)
			var headers []string
			if test.origin != "" {
				headers = append(headers, "Origin", test.origin)
			}
			if test.site != "" {
				headers = append(headers, "Sec-Fetch-Site", test.site)
			}
			rec := record(handler, post(headers...))
			if test.ok && rec.Body.String() != worldAnswer {
				t.Errorf("got %d %s", rec.Code, rec.Body)
			}
			if !test.ok {
				isRefusal(t, rec.Code, rec.Body.String(), "FORBIDDEN", http.StatusForbidden)
			}
			isCORS(t, rec.Header(), test.allow, len(test.opts) > 0 && test.allow != "*")
			if test.origin == "" || test.ok && test.allow == "" {
				return // no browser asks first
			}
			req := post(append(headers, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type")...)
			req.Method = http.MethodOptions
			rec = record(handler, req)
			isCORS(t, rec.Header(), test.allow, len(test.opts) > 0 && test.allow != "*")
			if !test.preflightAllow {
				isRefusal(t, rec.Code, rec.Body.String(), "FORBIDDEN", http.StatusForbidden)
				return
			}
			if rec.Code != 200 || rec.Body.Len() != 0 ||
				rec.Header().Get("Access-Control-Allow-Headers") != "Content-Type, Rpc-Timeout-Ms" ||
				rec.Header().Get("Access-Control-Max-Age") != "600" {
				t.Errorf("preflight: %d %v", rec.Code, rec.Header())
			}
		})
	}
}

func isCORS(t *testing.T, header http.Header, allow string, vary bool) {
	t.Helper()
	if header.Get("Access-Control-Allow-Origin") != allow || (header.Get("Vary") == "Origin") != vary || header.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("headers %v, want origin %q", header, allow)
	}
}

// A page that may call can read refusals, too.
func TestRefusalsAreReadable(t *testing.T) {
	handler := newHandler(t, newServer(t), httprpc.AllowOrigins("https://page.example"))
	rec := record(handler, post("Origin", "https://page.example", "Content-Type", "text/plain"))
	isCORS(t, rec.Header(), "https://page.example", true)
}

func TestBadOrigins(t *testing.T) {
	for _, origin := range []string{"", "null", "page.example", "https://page.example/", "https://page.example/x", "HTTPS://page.example",
		"https://Page.example", "https://bücher.example", "https://b%C3%BCcher.example", "http://127.1", "http://0x7f000001", "http://2130706433",
		"http://[0:0::1]", "http://[::1", "http://[::FFFF:127.0.0.1]", "http://[::ffff:127.0.0.1]", "https://page.example:0443", "https://page.example:99999", "https://pa_ge!.example", "https://:443",
		"capacitor://löcal", "https://日本.example", "https://ﬁ.example",
		"https://page.example:443", "http://page.example:80", "https://*.example", "https://u@page.example", "https://a.example, https://b.example", "https://page.example:"} {
		if _, err := httprpc.NewHandler(runtime.NewServer(), httprpc.AllowOrigins(origin)); err == nil {
			t.Errorf("%q was taken", origin)
		}
	}
	if _, err := httprpc.NewHandler(runtime.NewServer(), httprpc.AllowOrigins("https://page.example", "*")); err == nil {
		t.Error("* was taken beside others")
	}
	for _, origin := range []string{"capacitor://localhost", "ionic://app", "https://xn--bcher-kva.example", "https://page.example:8443", "https://1.page.example", "http://page", "http://127.0.0.1:8080", "http://[::1]:8080"} {
		if _, err := httprpc.NewHandler(runtime.NewServer(), httprpc.AllowOrigins(origin)); err != nil {
			t.Errorf("%q: %v", origin, err)
		}
	}
}

// An origin that would never match is refused with what to write instead.
func TestOriginErrorsHelp(t *testing.T) {
	for origin, want := range map[string]string{
		"https://Page.example:443": "https://page.example",
		"https://bücher.example":   "https://xn--bcher-kva.example",
		"http://[0:0::1]:8080":     "http://[::1]:8080",
		"HTTP://page.example":      "http://page.example",
		"http://127.1":             "127.0.0.1",
	} {
		_, err := httprpc.NewHandler(runtime.NewServer(), httprpc.AllowOrigins(origin))
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: got %v, want %s in the error", origin, err, want)
		}
	}
}

func TestEveryoneIsWarnedOf(t *testing.T) {
	var log bytes.Buffer
	server := runtime.NewServer(runtime.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	newHandler(t, server, httprpc.AllowOrigins("*"))
	if !strings.Contains(log.String(), "level=WARN") {
		t.Errorf("the log is %q", log.String())
	}
}
