package httprpc_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"hash/crc32"
	"io"
	"math"
	"net/http"
	goruntime "runtime"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

func pack(t testing.TB, text string) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// packed returns a request whose body is compressed already.
func packed(body []byte, encodings ...string) *http.Request {
	req := post()
	req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	if len(encodings) == 0 {
		encodings = []string{"gzip"}
	}
	req.Header["Content-Encoding"] = encodings
	return req
}

func TestGzip(t *testing.T) {
	good := pack(t, worldBody)
	changed := func(i int) []byte {
		b := bytes.Clone(good)
		b[(i+len(b))%len(b)] ^= 0x40
		return b
	}
	for _, test := range []struct {
		name      string
		body      []byte
		encodings []string
		status    int // 0: the call is answered
		code      string
	}{
		{"gzip", good, nil, 0, ""},
		{"gzip, other case", good, []string{" GZip "}, 0, ""},
		{"not compressed", []byte(worldBody), []string{"identity"}, 0, ""},

		{"nothing", nil, nil, 400, "INPUT_DATA_ERR"},
		{"no gzip", []byte(worldBody), nil, 400, "INPUT_DATA_ERR"},
		{"header cut", good[:5], nil, 400, "INPUT_DATA_ERR"},
		{"data cut", good[:len(good)-12], nil, 400, "INPUT_DATA_ERR"},
		{"checksum cut", good[:len(good)-1], nil, 400, "INPUT_DATA_ERR"},
		{"header wrong", changed(0), nil, 400, "INPUT_DATA_ERR"},
		{"data wrong", changed(14), nil, 400, "INPUT_DATA_ERR"},
		{"checksum wrong", changed(-6), nil, 400, "INPUT_DATA_ERR"},
		{"length wrong", changed(-1), nil, 400, "INPUT_DATA_ERR"},
		{"a byte behind", append(bytes.Clone(good), 0), nil, 400, "INPUT_DATA_ERR"},
		{"another behind", append(bytes.Clone(good), good...), nil, 400, "INPUT_DATA_ERR"},
		{"an empty one behind", append(bytes.Clone(good), pack(t, "")...), nil, 400, "INPUT_DATA_ERR"},
		{"an empty one before", append(pack(t, ""), good...), nil, 400, "INPUT_DATA_ERR"},
		{"compressed twice, once said", pack(t, string(good)), nil, 200, "INPUT_DATA_ERR"},

		{"compressed twice", pack(t, string(good)), []string{"gzip, gzip"}, 415, "INPUT_DATA_ERR"},
		{"compressed twice, two headers", pack(t, string(good)), []string{"gzip", "gzip"}, 415, "INPUT_DATA_ERR"},
		{"two encodings", good, []string{"identity, gzip"}, 415, "INPUT_DATA_ERR"},
		{"two headers", good, []string{"identity", "gzip"}, 415, "INPUT_DATA_ERR"},
		{"deflate", good, []string{"deflate"}, 415, "INPUT_DATA_ERR"},
		{"br", good, []string{"br"}, 415, "INPUT_DATA_ERR"},
		{"x-gzip", good, []string{"x-gzip"}, 415, "INPUT_DATA_ERR"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := newServer(t)
			rec := record(newHandler(t, server, httprpc.AcceptGzip()), packed(test.body, test.encodings...))
			if test.status == 0 {
				if rec.Body.String() != worldAnswer {
					t.Errorf("got %d %s", rec.Code, rec.Body)
				}
				return
			}
			isRefusal(t, rec.Code, rec.Body.String(), test.code, test.status)
			// Without the option nothing is decompressed.
			if !strings.EqualFold(strings.Join(test.encodings, ""), "identity") {
				rec = record(newHandler(t, server), packed(test.body, test.encodings...))
				isRefusal(t, rec.Code, rec.Body.String(), "INPUT_DATA_ERR", http.StatusUnsupportedMediaType)
			}
		})
	}
}

// spaces is a body of n bytes, of which each compressed byte stands for about a thousand.
func spaces(n int) string { return worldBody + strings.Repeat(" ", n-len(worldBody)) }

// noise is a body of n bytes that compresses to about two thirds.
func noise(n int) string {
	var b strings.Builder
	b.WriteString(`{"name":"World","x":"`)
	for state := uint64(1); b.Len() < n-2; {
		state = state*6364136223846793005 + 1442695040888963407
		b.WriteByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"[state>>59])
	}
	return b.String() + `"}`
}

func TestGzipLimits(t *testing.T) {
	const limit = 100_000
	handler := newHandler(t, newServer(t, runtime.WithMaxRequest(limit)), httprpc.AcceptGzip())
	ratio := func(want int) string { // a body that is want times as large as what it compresses to
		for n := 30 * want; ; n += want {
			if len(pack(t, spaces(n)))*want == n {
				return spaces(n)
			}
		}
	}
	grow := func(text string) []byte { // one byte more from as many compressed ones
		for more := " "; ; more += " " {
			if p := pack(t, text+more); len(p)*httprpc.InflateRatio < len(text+more) {
				return p
			}
		}
	}
	for _, test := range []struct {
		name string
		body []byte
		ok   bool
	}{
		{"ratio", pack(t, ratio(httprpc.InflateRatio)), true},
		{"over the ratio", grow(ratio(httprpc.InflateRatio)), false},
		{"size", pack(t, noise(limit/2)+strings.Repeat(" ", limit*httprpc.InflateFactor-limit/2)), true},
		{"over the size", pack(t, noise(limit/2)+strings.Repeat(" ", limit*httprpc.InflateFactor-limit/2+1)), false},
		{"over what may arrive", pack(t, noise(2*limit)), false},
	} {
		rec := record(handler, packed(test.body))
		if test.ok {
			if rec.Body.String() != worldAnswer {
				t.Errorf("%s: %d compressed bytes: %d %s", test.name, len(test.body), rec.Code, rec.Body)
			}
			continue
		}
		isRefusal(t, rec.Code, rec.Body.String(), "TOO_LARGE", http.StatusRequestEntityTooLarge)
	}
}

// A server that bounds no body takes a compressed one, too: what it stands for
// is bounded by the ratio.
func TestGzipWithoutLimit(t *testing.T) {
	handler := newHandler(t, newServer(t, runtime.WithMaxRequest(math.MaxInt64)), httprpc.AcceptGzip())
	if rec := record(handler, packed(pack(t, worldBody))); rec.Body.String() != worldAnswer {
		t.Errorf("got %d %s", rec.Code, rec.Body)
	}
	rec := record(handler, packed(zeros(t, 2)))
	isRefusal(t, rec.Code, rec.Body.String(), "TOO_LARGE", http.StatusRequestEntityTooLarge)
}

// zeros is what gzip makes of so many MiB of zeros, made of as many equal pieces.
func zeros(t *testing.T, mebibytes int) []byte {
	var piece bytes.Buffer
	w, err := flate.NewWriter(&piece, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	plain, sum := make([]byte, 1<<20), crc32.NewIEEE()
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	out := []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff}
	for range mebibytes {
		out = append(out, piece.Bytes()...)
		sum.Write(plain)
	}
	out = append(out, 1, 0, 0, 0xff, 0xff) // an empty block, the last one
	out = binary.LittleEndian.AppendUint32(out, sum.Sum32())
	return binary.LittleEndian.AppendUint32(out, uint32(mebibytes)<<20)
}

// The pieces do make a whole.
func TestZeros(t *testing.T) {
	z, err := gzip.NewReader(bytes.NewReader(zeros(t, 3)))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, z); n != 3<<20 || err != nil {
		t.Errorf("got %d bytes, %v", n, err)
	}
}

// With the defaults a bomb is given up at 4 MiB, and not counted to its end.
func TestGzipBomb(t *testing.T) {
	bomb := zeros(t, 100)
	handler := newHandler(t, newServer(t), httprpc.AcceptGzip())
	var before, after goruntime.MemStats
	goruntime.ReadMemStats(&before)
	rec := record(handler, packed(bomb))
	goruntime.ReadMemStats(&after)
	isRefusal(t, rec.Code, rec.Body.String(), "TOO_LARGE", http.StatusRequestEntityTooLarge)
	taken := after.TotalAlloc - before.TotalAlloc
	if t.Logf("a bomb of %d bytes costs %d", len(bomb), taken); taken > 24<<20 {
		t.Error("which is more than it may")
	}
}

// A page may compress only where the server can decompress.
func TestPreflightOfGzip(t *testing.T) {
	const page = "https://page.example"
	for _, test := range []struct {
		opts []httprpc.HandlerOption
		want string
	}{
		{nil, "Content-Type, Rpc-Timeout-Ms"},
		{[]httprpc.HandlerOption{httprpc.AcceptGzip()}, "Content-Type, Content-Encoding, Rpc-Timeout-Ms"},
	} {
		req := post("Origin", page, "Access-Control-Request-Method", "POST")
		req.Method = http.MethodOptions
		rec := record(newHandler(t, newServer(t), append(test.opts, httprpc.AllowOrigins(page))...), req)
		if got := rec.Header().Get("Access-Control-Allow-Headers"); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func FuzzGzip(f *testing.F) {
	f.Add(pack(f, worldBody))
	f.Add(pack(f, spaces(5000)))
	f.Add(append(pack(f, ""), pack(f, worldBody)...))
	server := runtime.NewServer(runtime.WithMaxRequest(4096))
	register(server)
	handler := newHandler(f, server, httprpc.AcceptGzip())
	f.Fuzz(func(t *testing.T, body []byte) {
		if rec := record(handler, packed(body)); rec.Code >= 500 && rec.Code != http.StatusInternalServerError || rec.Body.Len() == 0 {
			t.Errorf("got %d %s", rec.Code, rec.Body)
		}
	})
}
