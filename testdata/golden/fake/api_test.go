package fake

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/rpctest"
)

// TestFake calls a fake, directly and through a server.
func TestFake(t *testing.T) {
	fake := &LibraryFake{
		BorrowFunc: func(_ context.Context, isbn string, days int) (Loan, error) {
			if days > 28 {
				return Loan{}, runtime.Errorf("TOO_LONG", "28 days at most")
			}
			return Loan{ISBN: isbn, Due: days}, nil
		},
		RenewFunc: func(_ context.Context, req *RenewRequest) (*RenewResponse, error) {
			return &RenewResponse{Due: len(req.ISBN)}, nil
		},
	}
	remote := NewLibraryClient(rpctest.Client(t, func(s *runtime.Server) { RegisterLibrary(s, fake) }))
	for _, library := range []Library{fake, remote} {
		if loan, err := library.Borrow(t.Context(), "1", 28); err != nil || loan != (Loan{"1", 28}) {
			t.Errorf("got %v, %v", loan, err)
		}
		if _, err := library.Borrow(t.Context(), "2", 29); runtime.CodeOf(err) != "TOO_LONG" {
			t.Errorf("got %v", err)
		}
		if res, err := library.Renew(t.Context(), &RenewRequest{ISBN: "123"}); err != nil || res.Due != 3 {
			t.Errorf("got %v, %v", res, err)
		}
	}
	calls := fake.BorrowCalls()
	if len(calls) != 4 || calls[0].Ctx != t.Context() || calls[0].ISBN != "1" || calls[0].Days != 28 ||
		calls[3].ISBN != "2" || runtime.CallFrom(calls[3].Ctx) == nil {
		t.Errorf("the calls are %+v", calls)
	}
	calls[0].ISBN = "changed"
	if fake.BorrowCalls()[0].ISBN != "1" {
		t.Error("the records can be changed")
	}
	if len(fake.RenewCalls()) != 2 || fake.RenewCalls()[0].Req.ISBN != "123" || len(fake.ReturnCalls()) != 0 {
		t.Errorf("the other calls are %v and %v", fake.RenewCalls(), fake.ReturnCalls())
	}
}

// TestArguments looks at records of arguments of all sorts.
func TestArguments(t *testing.T) {
	fake := &LibraryFake{
		SearchFunc: func(_ context.Context, words ...string) (Page[Loan], int, error) {
			return Page[Loan]{}, len(words), nil
		},
		PutFunc: func(_ context.Context, _ Loan, at struct {
			A, B int
			C    []Page[string] `json:"c"`
		}) error {
			return fmt.Errorf("%d", at.B)
		},
		CloseAtFunc: func(time.Time) error { return nil },
		CountFunc:   func() (int, error) { return 7, nil },
	}
	if _, n, err := fake.Search(t.Context(), "a", "b"); n != 2 || err != nil || !slices.Equal(fake.SearchCalls()[0].Words, []string{"a", "b"}) {
		t.Errorf("%d, %v, %v", n, err, fake.SearchCalls())
	}
	err := fake.Put(t.Context(), Loan{Due: 1}, struct {
		A, B int
		C    []Page[string] `json:"c"`
	}{B: 2})
	if err == nil || err.Error() != "2" || fake.PutCalls()[0].Arg1.Due != 1 || fake.PutCalls()[0].Arg2.B != 2 {
		t.Errorf("%v, %+v", err, fake.PutCalls())
	}
	now := time.Now()
	if err := fake.CloseAt(now); err != nil || !reflect.DeepEqual(fake.CloseAtCalls(), []LibraryFakeCloseAtCall{{Time: now}}) {
		t.Errorf("%v, %v", err, fake.CloseAtCalls())
	}
	if n, err := fake.Count(); n != 7 || err != nil || len(fake.CountCalls()) != 1 {
		t.Errorf("%d, %v, %v", n, err, fake.CountCalls())
	}
}

// TestMissing calls methods without a function.
func TestMissing(t *testing.T) {
	for want, call := range map[string]func(){
		"LibraryFake.BorrowFunc: method is nil but Library.Borrow was just called":  func() { new(LibraryFake).Borrow(t.Context(), "", 1) },
		"LibraryFake.CloseFunc: method is nil but Library.Close was just called":    func() { new(LibraryFake).Close() },
		"MembersFake.BorrowFunc3: method is nil but Members.Borrow was just called": func() { new(MembersFake).Borrow(1) },
	} {
		func() {
			defer func() {
				if r := recover(); r != want {
					t.Errorf("panicked with %v, want %s", r, want)
				}
			}()
			call()
		}()
	}
}

// TestMembers tells apart what the names of methods and of members are alike.
func TestMembers(t *testing.T) {
	fake := &MembersFake{
		BorrowFunc3:     func(int) error { return nil },
		BorrowFuncFunc:  func(int) error { return nil },
		BorrowCallsFunc: func(int) error { return nil },
		HTTPGetFunc:     func() error { return nil },
		HttpGetFunc:     func() error { return nil },
		MuFunc:          func() error { return nil },
		LockFunc:        func() error { return nil },
	}
	for _, call := range []func() error{
		func() error { return fake.Borrow(1) }, func() error { return fake.BorrowFunc(2) }, func() error { return fake.BorrowCalls(3) },
		fake.HTTPGet, fake.HttpGet, fake.HttpGet, fake.Mu, fake.Lock,
	} {
		if err := call(); err != nil {
			t.Error(err)
		}
	}
	if fake.BorrowCalls2()[0].N != 1 || fake.BorrowFuncCalls()[0].N != 2 || fake.BorrowCallsCalls()[0].N != 3 ||
		len(fake.HTTPGetCalls()) != 1 || len(fake.HttpGetCalls()) != 2 {
		t.Error("calls are among those of another method")
	}
}

// TestLocals passes arguments whose names a fake would like for itself.
func TestLocals(t *testing.T) {
	fake := &LocalsFake{
		AllFunc: func(a, b, c, d, e, f, g, h int) (int, error) { return a + 10*b + 100*c + 1000*h, nil },
		CtxFunc: func(_ context.Context, ctx string, Ctx int) (string, error) { return ctx + strconv.Itoa(Ctx), nil },
	}
	if n, err := fake.All(1, 2, 3, 4, 5, 6, 7, 8); n != 8321 || err != nil || fake.AllCalls()[0] != (LocalsFakeAllCall{1, 2, 3, 4, 5, 6, 7, 8}) {
		t.Errorf("%d, %v, %+v", n, err, fake.AllCalls())
	}
	if s, err := fake.Ctx(t.Context(), "a", 1); s != "a1" || err != nil || fake.CtxCalls()[0] != (LocalsFakeCtxCall{t.Context(), "a", 1}) {
		t.Errorf("%s, %v, %+v", s, err, fake.CtxCalls())
	}
}

// TestAtOnce calls one fake from many goroutines and reads its records meanwhile.
func TestAtOnce(t *testing.T) {
	fake := &LibraryFake{
		ReturnFunc: func(context.Context, string) error { return nil },
		CountFunc:  func() (int, error) { return 0, nil },
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 100 {
				if err := fake.Return(t.Context(), strconv.Itoa(i)); err != nil {
					t.Error(err)
				}
				fake.Count()
				if calls := fake.ReturnCalls(); len(calls) <= i {
					t.Errorf("%d calls after %d", len(calls), i+1)
				}
			}
		})
	}
	wg.Wait()
	if a, b := len(fake.ReturnCalls()), len(fake.CountCalls()); a != 800 || b != 800 {
		t.Errorf("%d and %d calls are recorded", a, b)
	}
}
