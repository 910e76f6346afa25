package httprpc_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// A wire is a connection that tests write to by hand.
type wire struct {
	t *testing.T
	*net.TCPConn
	in *bufio.Reader
}

func connect(t *testing.T, base string) *wire {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &wire{t, conn.(*net.TCPConn), bufio.NewReader(conn)}
}

// send writes text, as far as the server still reads.
func (w *wire) send(text string) { io.WriteString(w, text) }

func (w *wire) read() reply {
	w.t.Helper()
	res, err := http.ReadResponse(w.in, nil)
	if err != nil {
		w.t.Fatalf("no answer: %v", err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return reply{res, string(body)}
}

func (w *wire) wantWorld() {
	w.t.Helper()
	if got := w.read(); got.StatusCode != 200 || got.body != worldAnswer {
		w.t.Errorf("got %d %s", got.StatusCode, got.body)
	}
}

func (w *wire) wantEnd() {
	w.t.Helper()
	if rest, err := io.ReadAll(w.in); len(rest) > 0 {
		w.t.Errorf("the connection goes on with %q, %v", rest, err)
	}
}

func hellos(headers string) string {
	return "POST /Hello HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + headers +
		fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(worldBody), worldBody)
}

func TestWire(t *testing.T) {
	server := newServer(t, runtime.WithMaxRequest(1000))
	base := serve(t, server)

	t.Run("pipelining", func(t *testing.T) {
		w := connect(t, base)
		w.send(strings.Repeat(hellos(""), 3) + strings.Replace(hellos(""), "/Hello", "/Nope", 1) + hellos(""))
		for range 3 {
			w.wantWorld()
		}
		if got := w.read(); !strings.Contains(got.body, "Invalid URL path: /Nope") {
			t.Errorf("got %s", got.body)
		}
		w.wantWorld()
	})
	t.Run("half-close", func(t *testing.T) {
		w := connect(t, base)
		w.send(hellos(""))
		w.CloseWrite()
		w.wantWorld()
		w.wantEnd()
	})
	t.Run("byte by byte", func(t *testing.T) {
		w := connect(t, base)
		w.SetNoDelay(true)
		for _, c := range []byte(hellos("")) {
			w.Write([]byte{c})
		}
		w.wantWorld()
	})
	t.Run("broken off", func(t *testing.T) {
		w := connect(t, base)
		w.send(strings.TrimSuffix(hellos(""), `"}`))
		w.CloseWrite()
		got := w.read()
		isRefusal(t, got.StatusCode, got.body, "LOST_CONN", http.StatusBadRequest)
		w.wantEnd()
	})
	t.Run("reset in the body", func(t *testing.T) {
		w := connect(t, base)
		w.send(strings.TrimSuffix(hellos(""), `"}`))
		w.SetLinger(0) // so that it is no orderly end
		w.Close()
		w = connect(t, base)
		w.send(hellos("")) // others are served
		w.wantWorld()
	})
	t.Run("reset in the headers", func(t *testing.T) {
		w := connect(t, base)
		w.send("POST /Hello HTTP/1.1\r\nHost: x\r\nConte")
		w.SetLinger(0)
		w.Close()
		w = connect(t, base)
		w.send(hellos(""))
		w.wantWorld()
	})
	t.Run("half-close between calls", func(t *testing.T) {
		w := connect(t, base)
		w.send(hellos("") + "POST /Hello HTTP/1.1\r\nHos")
		w.CloseWrite()
		w.wantWorld()
		if got := w.read(); got.StatusCode != http.StatusBadRequest {
			t.Errorf("half a request was answered with %d %s", got.StatusCode, got.body)
		}
		w.wantEnd()
	})
	t.Run("HTTP/1.0", func(t *testing.T) {
		w := connect(t, base)
		w.send(strings.Replace(hellos(""), "HTTP/1.1", "HTTP/1.0", 1))
		w.wantWorld()
		w.wantEnd()
	})
	t.Run("chunked", func(t *testing.T) {
		w := connect(t, base)
		w.send("POST /Hello HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
		for _, c := range worldBody {
			w.send("1\r\n" + string(c) + "\r\n")
		}
		w.send("0\r\n\r\n")
		w.wantWorld()
	})
	t.Run("chunked over the limit", func(t *testing.T) {
		w := connect(t, base)
		w.send("POST /Hello HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
		w.send("3e8\r\n" + strings.Repeat(" ", 1000) + "\r\n" + "1\r\n \r\n")
		got := w.read() // although the body goes on
		isRefusal(t, got.StatusCode, got.body, "TOO_LARGE", http.StatusRequestEntityTooLarge)
		w.CloseWrite() // else the server waits for the rest, as long as for any body
		w.wantEnd()
	})
	t.Run("length over the limit", func(t *testing.T) {
		w := connect(t, base)
		w.send("POST /Hello HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n")
		got := w.read() // with nothing of the body sent
		isRefusal(t, got.StatusCode, got.body, "TOO_LARGE", http.StatusRequestEntityTooLarge)
	})
	t.Run("at the limit", func(t *testing.T) {
		w := connect(t, base)
		w.send(strings.Replace(strings.TrimSuffix(hellos(""), worldBody), fmt.Sprint(len(worldBody)), "1000", 1) +
			worldBody + strings.Repeat(" ", 1000-len(worldBody)))
		w.wantWorld()
	})
	t.Run("100-continue", func(t *testing.T) {
		w := connect(t, base)
		head, body, _ := strings.Cut(hellos("Expect: 100-continue\r\n"), "\r\n\r\n")
		w.send(head + "\r\n\r\n")
		if got := w.read(); got.StatusCode != http.StatusContinue {
			t.Errorf("got %d", got.StatusCode)
		}
		w.send(body)
		w.wantWorld()
	})
	t.Run("no 100 for what is refused", func(t *testing.T) {
		w := connect(t, base)
		w.send("POST /Hello HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 2000\r\n\r\n")
		got := w.read()
		isRefusal(t, got.StatusCode, got.body, "TOO_LARGE", http.StatusRequestEntityTooLarge)
		w.CloseWrite() // else the server waits for the rest, as long as for any body
		w.wantEnd()
	})
	t.Run("huge headers", func(t *testing.T) {
		w := connect(t, base)
		w.send(hellos("X: " + strings.Repeat("x", 32<<10) + "\r\n"))
		if got := w.read(); got.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("got %d", got.StatusCode)
		}
		w.wantEnd()
		w = connect(t, base)
		w.send(hellos("X: " + strings.Repeat("x", 8<<10) + "\r\n"))
		w.wantWorld()
	})
	t.Run("gzip", func(t *testing.T) {
		var packed strings.Builder
		z := gzip.NewWriter(&packed)
		io.WriteString(z, worldBody)
		z.Close()
		w := connect(t, base)
		w.send("POST /Hello HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n" +
			fmt.Sprintf("Content-Length: %d\r\n\r\n%s", packed.Len(), packed.String()))
		got := w.read()
		isRefusal(t, got.StatusCode, got.body, "INPUT_DATA_ERR", http.StatusUnsupportedMediaType)
	})
	t.Run("HEAD", func(t *testing.T) {
		w := connect(t, base)
		w.send("HEAD /Hello HTTP/1.1\r\nHost: x\r\n\r\n")
		res, err := http.ReadResponse(w.in, &http.Request{Method: "HEAD"})
		if err != nil || res.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("got %v, %v", res, err)
		}
		w.send(hellos(""))
		w.wantWorld()
	})
	t.Run("two lengths", func(t *testing.T) {
		w := connect(t, base)
		w.send(hellos("Content-Length: 3\r\n"))
		if got := w.read(); got.StatusCode != http.StatusBadRequest {
			t.Errorf("got %d", got.StatusCode)
		}
	})
	t.Run("raw letters in the path", func(t *testing.T) {
		w := connect(t, base)
		w.send(strings.Replace(hellos(""), "/Hello", "/Hell\xc3\xb6", 1))
		if got := w.read(); got.StatusCode != 200 || !strings.Contains(got.body, "Invalid URL path") {
			t.Errorf("got %d %s", got.StatusCode, got.body)
		}
	})
}

// A client that goes away ends the handler's context.
func TestClientGoesAway(t *testing.T) {
	begun, ended := make(chan struct{}), make(chan error, 1)
	server := runtime.NewServer(quiet(t))
	hello.Handle(server, func(ctx context.Context, _ *helloRequest) (*helloResponse, error) {
		close(begun)
		<-ctx.Done()
		ended <- ctx.Err()
		return nil, ctx.Err()
	})
	w := connect(t, serve(t, server))
	w.send(hellos(""))
	<-begun
	w.SetLinger(0)
	w.Close()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the context ended with %v", err)
	}
}

// A handler may abort its connection or panic: others are served on.
func TestPanicsInTheTransport(t *testing.T) {
	inner := newHandler(t, newServer(t))
	base := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/abort" {
			panic(http.ErrAbortHandler)
		}
		inner.ServeHTTP(w, r)
	}))
	w := connect(t, base)
	w.send(strings.Replace(hellos(""), "/Hello", "/abort", 1))
	w.wantEnd()
	w = connect(t, base)
	w.send(hellos(""))
	w.wantWorld()
}

// pipes is a listener whose connections are pipes, which time in a bubble can wait for.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	select {
	case <-p.done:
	default:
		close(p.done)
	}
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

func (p *pipes) dial() net.Conn {
	here, there := net.Pipe()
	p.conns <- there
	return here
}

// Whoever is slow is cut off, at the times that sessions 4.1 names.
func TestSlowClients(t *testing.T) {
	const head = "POST /Hello HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 16\r\n"
	for _, test := range []struct {
		name, send, want string
		after            time.Duration
	}{
		{"nothing", "", "", httprpc.ReadHeaderTimeout},
		{"headers", head, "", httprpc.ReadHeaderTimeout},
		{"body", head + "\r\n" + `{"name":`, "HTTP/1.1 408 Request Timeout", httprpc.ReadTimeout},
		{"idle", head + "\r\n" + worldBody + " ", "HTTP/1.1 200 OK", httprpc.IdleTimeout},
	} {
		t.Run(test.name, func(t *testing.T) {
			slowly(t, newServer, func(t *testing.T, dial func() net.Conn) {
				conn := dial()
				defer conn.Close()
				go io.WriteString(conn, test.send)
				start := now()
				all, _ := io.ReadAll(conn)
				if got := now().Sub(start); got != test.after {
					t.Errorf("cut off after %s, want %s", got, test.after)
				}
				if line, _, _ := strings.Cut(string(all), "\r\n"); line != test.want {
					t.Errorf("got %q, want %q", line, test.want)
				}
			})
		})
	}
}

// slowly serves in a bubble, where time passes as soon as nobody has anything to do.
func slowly(t *testing.T, newServer func(testing.TB, ...runtime.ServerOption) *runtime.Server, test func(t *testing.T, dial func() net.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		p := newPipes()
		served := make(chan error, 1)
		go func() { served <- httprpc.Serve(ctx, p, newHandler(t, newServer(t))) }()
		test(t, p.dial)
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

// A client that trickles is cut off like one that stops: each byte buys no time.
func TestTrickle(t *testing.T) {
	const head = "POST /Hello HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n"
	for _, test := range []struct {
		name, begin, drop string
		after             time.Duration
	}{
		{"headers", head + "X: ", "x", httprpc.ReadHeaderTimeout},
		{"body", head + "\r\n", " ", httprpc.ReadTimeout},
	} {
		t.Run(test.name, func(t *testing.T) {
			slowly(t, newServer, func(t *testing.T, dial func() net.Conn) {
				conn := dial()
				defer conn.Close()
				start, ended := now(), make(chan time.Duration)
				go func() {
					io.Copy(io.Discard, conn)
					ended <- now().Sub(start)
				}()
				io.WriteString(conn, test.begin)
				for every := time.NewTicker(time.Second / 2); ; {
					select {
					case <-every.C:
						io.WriteString(conn, test.drop) // fails at the end
					case got := <-ended:
						every.Stop()
						// What has arrived when the time is up is read in a piece.
						if got < test.after || got > test.after+time.Second {
							t.Errorf("cut off after %s, want %s", got, test.after)
						}
						return
					}
				}
			})
		})
	}
}

// A client that does not read its answer is cut off, too.
func TestSlowReader(t *testing.T) {
	var ended chan time.Time
	long := func(t testing.TB, _ ...runtime.ServerOption) *runtime.Server {
		ended = make(chan time.Time, 1) // in the bubble
		server := runtime.NewServer(quiet(t))
		server.Flows().PostReturn.Use(func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
			ended <- now() // the answer was sent, or given up
			return call, nil
		})
		hello.Handle(server, func(context.Context, *helloRequest) (*helloResponse, error) {
			return &helloResponse{Reply: strings.Repeat("x", 1<<20)}, nil
		})
		return server
	}
	slowly(t, long, func(t *testing.T, dial func() net.Conn) {
		conn := dial()
		defer conn.Close()
		start := now()
		go io.WriteString(conn, hellos(""))
		if got := (<-ended).Sub(start); got != httprpc.WriteTimeout {
			t.Errorf("cut off after %s, want %s", got, httprpc.WriteTimeout)
		}
	})
}

// Many slow clients keep nobody else waiting, and all of them are cut off.
func TestManySlowClients(t *testing.T) {
	slowly(t, newServer, func(t *testing.T, dial func() net.Conn) {
		const many = 200
		start := now()
		var wg sync.WaitGroup
		for i := range many {
			conn := dial()
			wg.Go(func() {
				defer conn.Close()
				text := hellos("")
				io.WriteString(conn, text[:1+i%(len(text)-1)])
				io.Copy(io.Discard, conn)
			})
		}
		synctest.Wait()
		conn := dial()
		go io.WriteString(conn, hellos("Connection: close\r\n"))
		all, err := io.ReadAll(conn)
		if err != nil || !strings.HasSuffix(string(all), worldAnswer) || now() != start {
			t.Errorf("another client got %q, %v after %s", all, err, now().Sub(start))
		}
		conn.Close()
		wg.Wait()
		if got := now().Sub(start); got != httprpc.ReadTimeout {
			t.Errorf("the last one was cut off after %s, want %s", got, httprpc.ReadTimeout)
		}
	})
}
