package wrap

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/rpctest"
	"github.com/rpcgen/rpcgen/runtime/wrap"
)

// A library fails as often as it is told and counts its calls.
type library struct {
	Library
	err      error
	failures int
	calls    atomic.Int64
}

func (l *library) fail() error {
	if n := int(l.calls.Add(1)); n <= l.failures {
		return l.err
	}
	return nil
}

func (l *library) Find(_ context.Context, isbn ISBN) (Book, error) {
	return Book{ISBN: string(isbn), Words: []string{"a", "b"}}, l.fail()
}

func (l *library) Where(_ context.Context, isbn ISBN, n int) (Place, error) {
	return Place{Room: string(isbn), Shelf: [2]int{n}}, l.fail()
}

func (l *library) At(_ context.Context, place Place) (ISBN, int, error) {
	return ISBN(place.Room), place.Shelf[1], l.fail()
}

func (l *library) Search(ctx context.Context, words ...string) ([]Book, error) {
	if slices.Contains(words, "mine") && runtime.CookieFrom(ctx).SessionID() == "" {
		return nil, errors.New("there is no session")
	}
	return []Book{{ISBN: strings.Join(words, " ")}}, l.fail()
}

func (l *library) Count() (int, error)                              { return 7, l.fail() }
func (l *library) Borrow(context.Context, ISBN, int) (int, error)   { return 28, l.fail() }
func (l *library) Return(context.Context, ISBN) error               { return l.fail() }
func (l *library) RenewAll(RenewRequest) (r RenewResponse, _ error) { r.Due = 5; return r, l.fail() }
func (l *library) Renew(context.Context, *RenewRequest) (*RenewResponse, error) {
	return &RenewResponse{Due: 6}, l.fail()
}

var errLost = &runtime.Error{Message: "lost", Type: runtime.NetworkError, Code: runtime.CodeLostConn}

// TestRetry calls methods with and without the mark on a library that fails.
func TestRetry(t *testing.T) {
	refused := runtime.Errorf("NO", "no such book")
	for _, tt := range []struct {
		name  string
		err   error
		call  func(context.Context, Library) error
		calls int64
		want  error
	}{
		{"marked", errLost, func(ctx context.Context, l Library) error {
			book, err := l.Find(ctx, "1")
			if book.ISBN != "1" {
				t.Errorf("got %v", book)
			}
			return err
		}, 3, nil},
		{"variadic", errLost, func(ctx context.Context, l Library) error {
			books, err := l.Search(ctx, "a", "b")
			if len(books) != 1 || books[0].ISBN != "a b" {
				t.Errorf("got %v", books)
			}
			return err
		}, 3, nil},
		{"no results", errLost, func(ctx context.Context, l Library) error { return l.Return(ctx, "1") }, 3, nil},
		{"no context", errLost, func(_ context.Context, l Library) error { _, err := l.RenewAll(RenewRequest{}); return err }, 3, nil},
		{"not marked", errLost, func(ctx context.Context, l Library) error { _, err := l.Borrow(ctx, "1", 2); return err }, 1, errLost},
		{"refused", refused, func(ctx context.Context, l Library) error { _, err := l.Find(ctx, "1"); return err }, 1, refused},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // whose clock does not make us wait
				next := &library{err: tt.err, failures: 2}
				err := tt.call(t.Context(), NewLibraryRetry(next, wrap.RetryOptions{}))
				if n := next.calls.Load(); n != tt.calls || !errors.Is(err, tt.want) {
					t.Errorf("%d calls and %v, want %d and %v", n, err, tt.calls, tt.want)
				}
			})
		})
	}
}

// TestCache asks twice for each answer, then with other arguments, then too late.
func TestCache(t *testing.T) {
	var now time.Time
	for _, tt := range []struct {
		name     string
		lifetime time.Duration
		call     func(Library, string) (string, error)
	}{
		{"Find", 30 * time.Second, func(l Library, s string) (string, error) {
			b, err := l.Find(t.Context(), ISBN(s))
			return b.ISBN, err
		}},
		{"Where", 90 * time.Minute, func(l Library, s string) (string, error) {
			p, err := l.Where(t.Context(), ISBN(s), 1)
			return p.Room, err
		}},
		{"At", time.Minute, func(l Library, s string) (string, error) {
			isbn, n, err := l.At(t.Context(), Place{Room: s, Shelf: [2]int{1, 2}})
			if n != 2 {
				t.Errorf("got %d", n)
			}
			return string(isbn), err
		}},
		{"Search", 1500 * time.Millisecond, func(l Library, s string) (string, error) {
			b, err := l.Search(t.Context(), s)
			return b[0].ISBN, err
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			next := &library{}
			l := NewLibraryCache(next, wrap.CacheOptions{Now: func() time.Time { return now }})
			for i, step := range []struct {
				arg   string
				after time.Duration
				calls int64
			}{
				{"a", 0, 1}, {"a", 0, 1}, {"b", 0, 2}, {"a", tt.lifetime - 1, 2}, {"a", 1, 3}, {"b", 0, 4}, {"a", 0, 4},
			} {
				now = now.Add(step.after)
				got, err := tt.call(l, step.arg)
				if n := next.calls.Load(); got != step.arg || err != nil || n != step.calls {
					t.Errorf("step %d: %q, %v and %d calls, want %d", i, got, err, n, step.calls)
				}
			}
		})
	}
}

// TestCacheKeys tells arguments apart that look alike, and passes on what has no mark.
func TestCacheKeys(t *testing.T) {
	next := &library{}
	l := NewLibraryCache(next, wrap.CacheOptions{})
	for _, words := range [][]string{{"a", "b"}, {"a b"}, {"ab"}, {}, {""}, {"b", "a"}} {
		for range 2 {
			if books, err := l.Search(t.Context(), words...); err != nil || books[0].ISBN != strings.Join(words, " ") {
				t.Errorf("%q: %v, %v", words, books, err)
			}
		}
	}
	if n := next.calls.Load(); n != 6 {
		t.Errorf("%d calls for 6 lists of words", n)
	}
	for range 2 {
		l.Where(t.Context(), "1", 1)
		l.Where(t.Context(), "1", 2)
		l.Count()
		l.Borrow(t.Context(), "1", 1)
	}
	if n := next.calls.Load() - 6; n != 2+1+2 {
		t.Errorf("%d calls", n)
	}
}

// TestCacheOwn changes an answer, and asks for one that is an error.
func TestCacheOwn(t *testing.T) {
	next := &library{}
	l := NewLibraryCache(next, wrap.CacheOptions{})
	for range 3 {
		book, err := l.Find(t.Context(), "1")
		if err != nil || !slices.Equal(book.Words, []string{"a", "b"}) {
			t.Fatalf("got %v, %v", book, err)
		}
		book.Words[0] = "changed"
	}
	next.failures, next.err = 3, errLost
	for range 2 {
		if _, err := l.Find(t.Context(), "2"); !errors.Is(err, errLost) {
			t.Errorf("got %v", err)
		}
	}
	if book, err := l.Find(t.Context(), "2"); err != nil || book.ISBN != "2" || next.calls.Load() != 4 {
		t.Errorf("got %v, %v after %d calls", book, err, next.calls.Load())
	}
}

// A locals answers with nil and with what it is asked.
type locals struct {
	Locals
	calls int
}

func (l *locals) Key(_ context.Context, isbn string, _ int, found bool) (*Book, error) {
	l.calls++
	if !found {
		return nil, nil
	}
	return &Book{ISBN: isbn, Words: []string{}}, nil
}

func (l *locals) All(context.Context, int, int, int, int, int, int, int, int, int, int, int, int) (int, error) {
	l.calls++
	return l.calls, nil
}

// TestCacheNil keeps an answer that is nil, and one that depends on many arguments.
func TestCacheNil(t *testing.T) {
	next := &locals{}
	l := NewLocalsCache(next, wrap.CacheOptions{})
	for range 2 {
		if book, err := l.Key(t.Context(), "1", 2, false); book != nil || err != nil {
			t.Errorf("got %v, %v", book, err)
		}
		if book, err := l.Key(t.Context(), "1", 2, true); book == nil || book.ISBN != "1" || err != nil {
			t.Errorf("got %v, %v", book, err)
		}
		for i := range 12 {
			var a [12]int
			a[i] = 1
			l.All(t.Context(), a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11])
		}
	}
	if next.calls != 2+12 {
		t.Errorf("%d calls", next.calls)
	}
}

// TestCacheCaller serves a cache to two callers, one after the other. What the library
// found out with a look at the cookie of the first one does not reach the other.
func TestCacheCaller(t *testing.T) {
	next := &library{}
	service := rpctest.Serve(t, func(s *runtime.Server) { RegisterLibrary(s, NewLibraryCache(next, wrap.CacheOptions{})) })
	one, other := NewLibraryClient(service.Client(t)), NewLibraryClient(service.Client(t))
	for word, want := range map[string]int64{"mine": 2, "ours": 1} {
		before := next.calls.Load()
		for _, l := range []Library{one, other} {
			if _, err := l.Search(t.Context(), word); err != nil {
				t.Error(err)
			}
		}
		if n := next.calls.Load() - before; n != want {
			t.Errorf("%s: %d calls, want %d", word, n, want)
		}
	}
}

// TestLog looks at what is logged, and for what must not be.
func TestLog(t *testing.T) {
	var out bytes.Buffer
	options := wrap.LogOptions{Logger: slog.New(slog.NewTextHandler(&out, nil))}
	next := &library{failures: 1, err: errLost}
	l := NewLibraryLog(next, options)
	if _, err := l.Find(t.Context(), "SECRET"); !errors.Is(err, errLost) {
		t.Error(err)
	}
	secret := &runtime.Cookie{SessionID: "SECRET", Values: map[string]any{"a": "SECRET"}}
	if res, err := l.Renew(t.Context(), &RenewRequest{BaseRequest: runtime.BaseRequest{Cookie: secret}, ISBN: "SECRET"}); err != nil || res.Due != 6 {
		t.Error(res, err)
	}
	if n, err := l.Count(); n != 7 || err != nil {
		t.Error(n, err)
	}
	text := out.String()
	for _, want := range []string{
		`level=ERROR msg="call failed" service=Library method=Find duration=`, `error="lost (LOST_CONN)" type=NetworkError code=LOST_CONN`,
		"level=INFO msg=call service=Library method=Renew duration=", "level=INFO msg=call service=Library method=Count duration=",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "SECRET") {
		t.Errorf("there are secrets in\n%s", text)
	}
}

// TestAtOnce calls all wrappers around each other from many goroutines.
func TestAtOnce(t *testing.T) {
	next := &library{failures: 50, err: errLost}
	var out bytes.Buffer
	l := NewLibraryLog(NewLibraryCache(NewLibraryRetry(next, wrap.RetryOptions{Attempts: 60, MaxDelay: time.Microsecond}), wrap.CacheOptions{MaxEntries: 3}),
		wrap.LogOptions{Logger: slog.New(slog.NewTextHandler(&out, nil))})
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 100 {
				isbn := strconv.Itoa((g + i) % 5)
				if book, err := l.Find(t.Context(), ISBN(isbn)); err != nil || book.ISBN != isbn || book.Words[0] != "a" {
					t.Errorf("got %v, %v", book, err)
				} else {
					book.Words[0] = "changed"
				}
			}
		})
	}
	wg.Wait()
	if n := strings.Count(out.String(), "method=Find"); n != 800 {
		t.Errorf("%d calls are logged", n)
	}
}
