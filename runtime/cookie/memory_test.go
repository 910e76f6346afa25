package cookie

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

const here = "http://127.0.0.1:3000"

func load(t testing.TB, jar Jar, origin string) string {
	t.Helper()
	c, err := jar.Load(context.Background(), origin)
	if err != nil {
		t.Fatal(err)
	}
	return text(t, c)
}

func merge(t testing.TB, jar Jar, origin, sent, got string) {
	t.Helper()
	if err := jar.Merge(context.Background(), origin, cookieOf(t, sent), cookieOf(t, got)); err != nil {
		t.Fatal(err)
	}
}

func expect(t testing.TB, jar Jar, origin, want string) {
	t.Helper()
	if got := load(t, jar, origin); got != want {
		t.Errorf("the jar has %q for %s, want %q", got, origin, want)
	}
}

// jars runs a test with every jar.
func jars(t *testing.T, test func(t *testing.T, open func(...Option) Jar)) {
	t.Run("memory", func(t *testing.T) {
		test(t, func(opts ...Option) Jar { return NewMemory(opts...) })
	})
	if canLock {
		t.Run("file", func(t *testing.T) {
			path := t.TempDir() + "/jar"
			test(t, func(opts ...Option) Jar {
				f, err := NewFile(path, opts...)
				if err != nil {
					t.Fatal(err)
				}
				return f
			})
		})
	}
}

// wait lets time pass in a synctest bubble.
func wait(d time.Duration) { <-time.After(d) }

func TestZeroMemory(t *testing.T) {
	jar := &Memory{}
	expect(t, jar, here, "")
	merge(t, jar, here, "", `{"a":1}`)
	expect(t, jar, here, `{"a":1}`)
}

func TestJarKeepsOriginsApart(t *testing.T) {
	jars(t, func(t *testing.T, open func(...Option) Jar) {
		jar := open()
		expect(t, jar, here, "")
		merge(t, jar, here, "", `{"sessionId":"s1","a":[1,"<é>",null,{"b":1.5e300}]}`)
		merge(t, jar, "https://other:443", "", `{}`)
		merge(t, jar, "https://third:443", "", "")
		expect(t, jar, here, `{"a":[1,"\u003cé\u003e",null,{"b":1.5e+300}],"sessionId":"s1"}`)
		expect(t, jar, "https://other:443", `{}`)
		expect(t, jar, "https://third:443", "")
		merge(t, jar, here, load(t, jar, here), `{}`)
		expect(t, jar, here, `{}`)
	})
}

func TestJarReturnsCopies(t *testing.T) {
	jars(t, func(t *testing.T, open func(...Option) Jar) {
		jar, got := open(), cookieOf(t, `{"a":{"x":1}}`)
		if err := jar.Merge(context.Background(), here, nil, got); err != nil {
			t.Fatal(err)
		}
		got.Values["a"].(map[string]any)["x"] = 2.0
		out, err := jar.Load(context.Background(), here)
		if err != nil {
			t.Fatal(err)
		}
		out.Values["a"].(map[string]any)["x"] = 3.0
		out.SessionID = "x"
		expect(t, jar, here, `{"a":{"x":1}}`)
	})
}

func TestJarHonoursContext(t *testing.T) {
	jars(t, func(t *testing.T, open func(...Option) Jar) {
		jar := open()
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := jar.Load(ctx, here); !errors.Is(err, context.Canceled) {
			t.Errorf("Load: %v", err)
		}
		if err := jar.Merge(ctx, here, nil, &runtime.Cookie{SessionID: "s"}); !errors.Is(err, context.Canceled) {
			t.Errorf("Merge: %v", err)
		}
		expect(t, jar, here, "")
	})
}

func TestJarParallel(t *testing.T) {
	jars(t, func(t *testing.T, open func(...Option) Jar) {
		jar := open()
		merge(t, jar, here, "", `{"sessionId":"s0"}`)
		var calls sync.WaitGroup
		for i := range 20 {
			calls.Go(func() {
				sent, err := jar.Load(context.Background(), here)
				if err != nil {
					t.Error(err)
					return
				}
				got := sent.Clone()
				got.Values = with(got.Values, fmt.Sprint("key", i), i)
				if err := jar.Merge(context.Background(), here, sent, got); err != nil {
					t.Error(err)
				}
			})
		}
		calls.Wait()
		c, err := jar.Load(context.Background(), here)
		if err != nil || len(c.Values) != 20 || c.SessionID != "s0" {
			t.Errorf("%d keys are left of 20, %v", len(c.Values), err)
		}
	})
}

func TestJarBoundsOrigins(t *testing.T) {
	jars(t, func(t *testing.T, open func(...Option) Jar) {
		jar := open()
		origin := func(i int) string { return fmt.Sprintf("https://host%d:443", i) }
		for i := range MaxOrigins {
			merge(t, jar, origin(i), "", `{"n":1}`)
		}
		merge(t, jar, origin(0), "", `{"m":2}`) // no longer the oldest
		merge(t, jar, origin(MaxOrigins), "", `{"n":1}`)
		expect(t, jar, origin(0), `{"m":2,"n":1}`)
		expect(t, jar, origin(1), "")
		expect(t, jar, origin(2), `{"n":1}`)
		expect(t, jar, origin(MaxOrigins), `{"n":1}`)
	})
}

// A cookie that no call could send must not get into the jar, and the error
// must not show it.
func TestJarRefusesWhatCannotBeSent(t *testing.T) {
	jars(t, func(t *testing.T, open func(...Option) Jar) {
		jar := open()
		merge(t, jar, here, "", `{"sessionId":"s1"}`)
		for name, bad := range map[string]any{"large": strings.Repeat("canary", 4000), "a channel": make(chan int)} {
			got := &runtime.Cookie{SessionID: "canary", Values: map[string]any{"k": bad}}
			err := jar.Merge(context.Background(), here, &runtime.Cookie{SessionID: "s1"}, got)
			if err == nil || strings.Contains(err.Error(), "canary") {
				t.Errorf("%s: %v", name, err)
			}
		}
		expect(t, jar, here, `{"sessionId":"s1"}`)
	})
}

// For files, too: in the bubble the clock on the wall stands as well.
func TestLifetime(t *testing.T) {
	jars(t, func(t *testing.T, open func(...Option) Jar) {
		synctest.Test(t, func(t *testing.T) {
			jar := open(Lifetime(time.Hour))
			merge(t, jar, here, "", `{"sessionId":"s1","a":1}`)
			all := load(t, jar, here)
			wait(59 * time.Minute)
			expect(t, jar, here, all)
			merge(t, jar, here, all, all) // an echo keeps it
			wait(time.Hour - 1)
			expect(t, jar, here, all)
			wait(1)
			expect(t, jar, here, "")
			merge(t, jar, here, all, all) // a late echo does not bring it back
			if got := load(t, jar, here); got != "" && got != "{}" {
				t.Errorf("it is back: %s", got)
			}
		})
	})
}

func TestKeyLifetime(t *testing.T) {
	jars(t, func(t *testing.T, open func(...Option) Jar) {
		synctest.Test(t, func(t *testing.T) {
			jar := open(KeyLifetime("a", time.Hour), KeyLifetime("sessionId", 2*time.Hour), KeyLifetime("gone", time.Second), KeyLifetime("gone", 0))
			merge(t, jar, here, "", `{"sessionId":"s1","a":1,"b":1,"gone":1}`)
			all := load(t, jar, here)
			wait(30 * time.Minute)
			merge(t, jar, here, all, all) // an echo does not count
			wait(30*time.Minute - 1)
			expect(t, jar, here, all)
			wait(1)
			expect(t, jar, here, `{"b":1,"gone":1,"sessionId":"s1"}`)
			merge(t, jar, here, all, all)
			expect(t, jar, here, `{"b":1,"gone":1,"sessionId":"s1"}`)
			merge(t, jar, here, `{"sessionId":"s1","b":1,"gone":1}`, `{"sessionId":"s2","a":2}`)
			wait(time.Hour)
			expect(t, jar, here, `{"sessionId":"s2"}`)
			wait(time.Hour)
			expect(t, jar, here, "")
		})
	})
}

// What has expired goes before what has only been left alone.
func TestExpiredOriginsGoFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		jar := NewMemory(KeyLifetime("short", time.Minute))
		for i := range MaxOrigins {
			key := "long"
			if i == 50 {
				key = "short"
			}
			merge(t, jar, fmt.Sprint("http://", i), "", `{"`+key+`":1}`)
		}
		wait(time.Hour)
		merge(t, jar, here, "", `{}`)
		expect(t, jar, "http://0", `{"long":1}`)
		if len(jar.entries) != MaxOrigins {
			t.Errorf("%d entries", len(jar.entries))
		}
	})
}

// BenchmarkMemory is what a jar adds to a call whose answer is an echo.
func BenchmarkMemory(b *testing.B) {
	jar, ctx := NewMemory(), context.Background()
	merge(b, jar, here, "", `{"sessionId":"s1","theme":"dark"}`)
	b.ReportAllocs()
	for b.Loop() {
		sent, err := jar.Load(ctx, here)
		if err != nil {
			b.Fatal(err)
		}
		if err := jar.Merge(ctx, here, sent, sent); err != nil {
			b.Fatal(err)
		}
	}
}
