package cookie

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// needLocks skips a test where there are no file jars.
func needLocks(t testing.TB) {
	if !canLock {
		t.Skip("no file locks here")
	}
}

func openFile(t testing.TB, path string, opts ...Option) *File {
	t.Helper()
	f, err := NewFile(path, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// write puts data where a jar is to be found.
func write(t testing.TB, path, data string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

func names(t testing.TB, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

func TestFileOutlivesTheProgram(t *testing.T) {
	needLocks(t)
	path := filepath.Join(t.TempDir(), "new", "dir", "jar")
	merge(t, openFile(t, path), here, "", `{"sessionId":"s1","a":0.1,"b":12345678901234567890,"c":"\u2028<>&"}`)
	expect(t, openFile(t, path), here, `{"a":0.1,"b":12345678901234567000,"c":"\u2028\u003c\u003e\u0026","sessionId":"s1"}`)
	if got := names(t, filepath.Dir(path)); got != "jar jar.lock" {
		t.Errorf("in the directory are %s", got)
	}
}

// A relative path means the same file after a change of directory.
func TestFileKeepsItsPlace(t *testing.T) {
	needLocks(t)
	t.Chdir(t.TempDir())
	jar := openFile(t, "jar")
	merge(t, jar, here, "", `{"a":1}`)
	t.Chdir(t.TempDir())
	expect(t, jar, here, `{"a":1}`)
}

// Echoes are most of the answers: they must not wear out the disk.
func TestEchoWritesNothing(t *testing.T) {
	needLocks(t)
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "jar")
		for _, opts := range [][]Option{nil, {Lifetime(time.Hour)}, {KeyLifetime("a", time.Hour)}} {
			jar := openFile(t, path, opts...)
			merge(t, jar, here, "", `{"sessionId":"s1","a":1}`)
			all := load(t, jar, here)
			before := read(t, path)
			wait(time.Minute)
			merge(t, jar, here, all, all)
			merge(t, jar, here, "", all) // from elsewhere, to the same effect
			if read(t, path) != before {
				t.Errorf("an answer that changes nothing has changed the file")
			}
			wait(10 * time.Minute)
			merge(t, jar, here, all, all)
			if written := read(t, path) != before; written != (len(opts) > 0 && jar.opts.lifetime > 0) {
				t.Errorf("after a tenth of the lifetime: written %v", written)
			}
			os.Remove(path)
		}
	})
}

func read(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var damaged = []string{
	"x", "{}", "null", "[]", `"jar"`, `{"version":0,"origins":{}}`, `{"version":1,"origins":[]}`, `{"version":"1"}`,
	`{"version":1,"origins":{"http://127.0.0.1:3000":null}}`, `{"version":1,"origins":{"http://127.0.0.1:3000":{}}}`,
	`{"version":1,"origins":{"http://127.0.0.1:3000":{"cookie":{"sessionId":7}}}}`,
	`{"version":1,"origins":{"http://127.0.0.1:3000":{"cookie":{"sessionId":"canary"},"used":"canary"}}}`,
	`{"version":1,"origins":{"http://127.0.0.1:3000":{"cookie":{"sessionId":"canary"`, "\x00\x00\x00\x00",
}

func TestDamagedFileIsPutAside(t *testing.T) {
	needLocks(t)
	for _, data := range damaged {
		dir := t.TempDir()
		path := filepath.Join(dir, "jar")
		write(t, path, data)
		var log bytes.Buffer
		jar := openFile(t, path, Logger(slog.New(slog.NewTextHandler(&log, nil))))
		expect(t, jar, here, "")
		merge(t, jar, here, "", `{"a":1}`)
		expect(t, jar, here, `{"a":1}`)
		aside, err := filepath.Glob(path + ".bad-*")
		if err != nil || len(aside) != 1 || read(t, aside[0]) != data {
			t.Errorf("%s: put aside is %v", data, aside)
		}
		if strings.Count(log.String(), "damaged") != 1 || strings.Contains(log.String(), "canary") {
			t.Errorf("%s: the log says %s", data, &log)
		}
	}
}

func TestDamagedFileIsPutAsideByMerge(t *testing.T) {
	needLocks(t)
	path := filepath.Join(t.TempDir(), "jar")
	jar := openFile(t, path, Logger(slog.New(slog.DiscardHandler)))
	write(t, path, "{")
	merge(t, jar, here, "", `{"a":1}`)
	expect(t, jar, here, `{"a":1}`)
}

func TestFileOfANewerVersionIsLeftAlone(t *testing.T) {
	needLocks(t)
	const newer = `{"version":2,"cookies":["canary"]}`
	path := filepath.Join(t.TempDir(), "jar")
	jar := openFile(t, path)
	write(t, path, newer)
	_, errNew := NewFile(path)
	_, errLoad := jar.Load(context.Background(), here)
	errMerge := jar.Merge(context.Background(), here, nil, cookieOf(t, `{"a":1}`))
	for _, err := range []error{errNew, errLoad, errMerge} {
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "canary") {
			t.Errorf("the error is %v", err)
		}
	}
	if read(t, path) != newer {
		t.Error("the file was changed")
	}
}

func TestFileThatIsTooLargeIsLeftAlone(t *testing.T) {
	needLocks(t)
	path := filepath.Join(t.TempDir(), "jar")
	write(t, path, `{"version":1,"origins":{}}`+strings.Repeat(" ", MaxFile))
	if _, err := NewFile(path); !errors.Is(err, ErrFormat) {
		t.Errorf("the error is %v", err)
	}
}

func TestEmptyFileIsAnEmptyJar(t *testing.T) {
	needLocks(t)
	path := filepath.Join(t.TempDir(), "jar")
	write(t, path, "")
	jar := openFile(t, path)
	merge(t, jar, here, "", `{"a":1}`)
	expect(t, jar, here, `{"a":1}`)
}

// A program that was killed while it wrote leaves a file that is in nobody's way.
func TestLeftoverOfAKilledProgram(t *testing.T) {
	needLocks(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "jar")
	write(t, path+".tmp", "half")
	jar := openFile(t, path)
	merge(t, jar, here, "", `{"a":1}`)
	expect(t, jar, here, `{"a":1}`)
	if got := names(t, dir); got != "jar jar.lock" {
		t.Errorf("in the directory are %s", got)
	}
}

// Someone sets the clock back by a year: what was to expire in an hour does so
// an hour after the next answer, and not in a year.
func TestClockSetBack(t *testing.T) {
	needLocks(t)
	for name, opt := range map[string]Option{"jar": Lifetime(time.Hour), "key": KeyLifetime("a", time.Hour)} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "jar")
				jar := openFile(t, path, opt)
				merge(t, jar, here, "", `{"a":1}`)
				var form fileForm
				if err := json.Unmarshal([]byte(read(t, path)), &form); err != nil {
					t.Fatal(err)
				}
				e := form.Origins[here]
				e.Used = e.Used.AddDate(1, 0, 0)
				if name == "jar" {
					e.Expires = e.Expires.AddDate(1, 0, 0)
				} else {
					e.Keys["a"] = e.Keys["a"].AddDate(1, 0, 0)
				}
				data, err := encode(form.Origins)
				if err != nil {
					t.Fatal(err)
				}
				write(t, path, string(data))
				expect(t, jar, here, `{"a":1}`)
				merge(t, jar, here, `{"a":1}`, `{"a":1}`)
				wait(time.Hour - 1)
				expect(t, jar, here, `{"a":1}`)
				wait(1)
				expect(t, jar, here, "")
			})
		})
	}
}

func TestLockIsWaitedForInVain(t *testing.T) {
	needLocks(t)
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "jar")
		jar := openFile(t, path)
		<-jar.turn // somebody in this program has it
		start := time.Now()
		err := jar.Merge(context.Background(), here, nil, cookieOf(t, `{"a":1}`))
		if !errors.Is(err, ErrLocked) || time.Since(start) != LockWait {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		done := make(chan error)
		go func() { done <- jar.Merge(context.Background(), here, nil, cookieOf(t, `{"a":1}`)) }()
		wait(time.Second)
		jar.turn <- struct{}{}
		if err := <-done; err != nil {
			t.Error(err)
		}
		expect(t, jar, here, `{"a":1}`)
	})
}

// Not in synctest: what waits in the system's call keeps its clock from moving.
func TestOtherProgramHasTheLock(t *testing.T) {
	needLocks(t)
	path := filepath.Join(t.TempDir(), "jar")
	jar := openFile(t, path)
	lock, err := jar.openLock()
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	if ok, err := takeLock(lock, false); !ok || err != nil {
		t.Fatal(ok, err)
	}
	for range 3 { // the first leaves its wait behind, the others wait for that
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		err := jar.Merge(ctx, here, nil, cookieOf(t, `{"a":1}`))
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	}
	expect(t, jar, here, "")
	done := make(chan error)
	go func() { done <- jar.Merge(t.Context(), here, nil, cookieOf(t, `{"a":1}`)) }()
	unlock(lock)
	if err := <-done; err != nil {
		t.Error(err)
	}
	expect(t, jar, here, `{"a":1}`)
}

// Whatever is in the file, a jar can be had from it or an error, and what it
// holds after the next answer is what it says it holds.
func FuzzJarFile(f *testing.F) {
	for _, data := range damaged {
		f.Add([]byte(data))
	}
	f.Add([]byte(`{"version":1,"origins":{"http://127.0.0.1:3000":{"cookie":{"sessionId":"s","k":[1,null]},"used":"2024-01-02T03:04:05Z","expires":"2199-01-01T00:00:00Z","keys":{"k":"2024-01-01T00:00:00Z"}}}}`))
	f.Add([]byte(`{"version":1,"origins":{"http://127.0.0.1:3000":{"cookie":{}}},"more":true}`))
	f.Add([]byte(`{"version":2}`))
	opts := newOptions([]Option{Lifetime(time.Hour), KeyLifetime("k", time.Minute)})
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := decode(data) // not by way of a disk, for speed
		if err != nil {
			if !errors.Is(err, errDamaged) && !errors.Is(err, ErrFormat) {
				t.Fatal(err)
			}
			return
		}
		now, got := wallClock(), cookieOf(t, `{"new":1}`)
		before := entries[here].live(now)
		e, changed, err := opts.merged(entries[here], nil, got, now)
		if err != nil {
			return // more in it than can be sent
		}
		if changed {
			entries[here] = e
		}
		evict(entries, here, MaxOrigins, now)
		written, err := encode(entries)
		if err != nil {
			t.Fatal(err)
		}
		again, err := decode(written)
		if err != nil || len(again) > MaxOrigins {
			t.Fatalf("%d origins, %v", len(again), err)
		}
		if after := again[here].live(now); !sameCookie(after, Merge(nil, got, before)) {
			t.Errorf("%s became %s", text(t, before), text(t, after))
		}
	})
}
