package faultnet_test

import (
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/rpcgen/rpcgen/testdata/internal/faultnet"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// echo is a server that sends back what it gets.
func echo(t *testing.T) (addr string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer conn.Close()
				io.Copy(conn, conn)
			})
		}
	})
	t.Cleanup(all.Wait)
	t.Cleanup(func() { l.Close() })
	return l.Addr().String()
}

func connect(t *testing.T, p *faultnet.Proxy) net.Conn {
	conn, err := net.Dial("tcp", p.Addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// trip sends data and returns how much of it comes back within a time.
func trip(t *testing.T, conn net.Conn, data string, within time.Duration) (string, error) {
	if _, err := io.WriteString(conn, data); err != nil {
		return "", err
	}
	if err := conn.SetReadDeadline(time.Now().Add(within)); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, len(data))
	n, err := io.ReadFull(conn, buf)
	return string(buf[:n]), err
}

const plenty = 30 * time.Second

func TestFaults(t *testing.T) {
	p := faultnet.New(t, echo(t))
	conn := connect(t, p)
	if got, err := trip(t, conn, "hello", plenty); got != "hello" || err != nil {
		t.Fatalf("without a fault: %q, %v", got, err)
	}

	p.Set(faultnet.Fault{Delay: 50 * time.Millisecond})
	start := time.Now()
	if got, err := trip(t, conn, "hello", plenty); got != "hello" || err != nil || time.Since(start) < 50*time.Millisecond {
		t.Errorf("delay: %q, %v after %v", got, err, time.Since(start))
	}

	p.Set(faultnet.Fault{Rate: 10_000})
	start = time.Now()
	if got, err := trip(t, conn, string(make([]byte, 1000)), plenty); len(got) != 1000 || err != nil || time.Since(start) < 100*time.Millisecond {
		t.Errorf("rate: %d bytes, %v after %v", len(got), err, time.Since(start))
	}

	p.Set(faultnet.Fault{BlackHole: true})
	for _, c := range []net.Conn{conn, connect(t, p)} {
		if got, err := trip(t, c, "hello", 50*time.Millisecond); got != "" || !os.IsTimeout(err) {
			t.Errorf("black hole: %q, %v", got, err)
		}
	}
	p.Set(faultnet.Fault{})
	if got, err := trip(t, conn, "again", plenty); got != "hello" || err != nil {
		t.Errorf("after the black hole: %q, %v", got, err)
	}

	p.Set(faultnet.Fault{Cut: 100})
	conn = connect(t, p)
	if got, err := trip(t, conn, string(make([]byte, 100)), plenty); len(got) >= 100 || err == nil || os.IsTimeout(err) {
		t.Errorf("cut: %d bytes, %v", len(got), err)
	}
}

func TestNobodyThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	conn, err := net.Dial("tcp", faultnet.New(t, l.Addr().String()).Addr)
	if err != nil {
		return // it was faster than the handshake
	}
	defer conn.Close()
	if got, err := trip(t, conn, "hello", plenty); got != "" || err == nil || os.IsTimeout(err) {
		t.Errorf("got %q, %v", got, err)
	}
}
