// Package gogen writes Go: for every service a client, a function that registers
// an implementation with a server, and the messages that travel between them. A
// second file holds functions that write and read the messages without reflection.
// If they are asked for, a third holds fakes and a fourth wrappers; see [Option].
//
// It works in two steps. All names are settled first (names.go, locals.go,
// imports.go), and then each declaration is built by a function of its own, in the
// order of the output: file.go, types.go, client.go, server.go, and for the second
// file codec.go and what begins with its name, for the others fake.go, and wrapper.go
// with retry.go, cache.go and log.go. Jennifer prints them, and print.go sees to it that the text is formatted as gofmt would.
package gogen

import (
	"bytes"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// New returns an emitter of Go.
func New(opts ...Option) emit.Emitter {
	var e emitter
	for _, opt := range opts {
		opt(&e.extras)
	}
	return e
}

type emitter struct{ extras extras }

// Emit writes the stubs for each source file and, in files beside them, the codecs
// of its messages and what else is asked for.
func (e emitter) Emit(in emit.Input, list *diag.List) []emit.File {
	var files []emit.File
	for _, api := range in.APIs {
		files = append(files, emitAPI(api, e.extras, list)...)
	}
	return files
}

func emitAPI(api *model.API, x extras, list *diag.List) []emit.File {
	f := settle(api, x, list)
	if f == nil {
		return nil
	}
	stubs := emit.File{Name: f.name()}
	var c *codecs
	// The stubs depend on nothing that is settled for the codecs.
	each(2, func(i int) {
		if i == 0 {
			stubs.Data = f.print()
		} else {
			c = settleCodecs(f)
		}
	})
	files := []emit.File{stubs}
	if c != nil {
		files = append(files, emit.File{Name: c.name(), Data: c.print()})
	}
	return append(files, f.extraFiles()...)
}

// print returns the whole file.
func (f *file) print() []byte {
	parts := make([][]byte, 1+len(f.services))
	parts[0] = f.head()
	each(len(f.services), func(i int) {
		parts[i+1] = printed(f.service(f.services[i]))
	})
	return bytes.Join(parts, []byte("\n"))
}

// service lists the declarations of one service in the order of the output.
func (f *file) service(s *service) []decl {
	list := []decl{f.methodVars(s)}
	for _, m := range s.methods {
		if !m.request.authored {
			list = append(list, f.envelope(m, &m.request))
		}
		if !m.response.authored {
			list = append(list, f.envelope(m, &m.response))
		}
	}
	list = append(list, f.clientType(s), f.newClient(s), f.guard(s))
	for _, m := range s.methods {
		list = append(list, f.clientMethod(m))
	}
	return append(list, f.register(s))
}

// each calls do for 0 to n-1, on all cores. If do panics, so does each, with the
// same value and on the goroutine of the caller.
func each(n int, do func(int)) {
	var (
		next  atomic.Int64
		wg    sync.WaitGroup
		once  sync.Once
		cause any
	)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					once.Do(func() { cause = r })
				}
			}()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
	if cause != nil {
		panic(cause)
	}
}
