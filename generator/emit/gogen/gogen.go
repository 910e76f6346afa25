// Package gogen writes Go: for every service a client, a function that registers
// an implementation with a server, and the messages that travel between them.
//
// It works in two steps. All names are settled first (names.go, typeref.go), and
// then each declaration is printed by a function of its own, in the order of the
// output: file.go, types.go, client.go, server.go. Jennifer prints and gofmt
// formats, one service at a time and several at once: the text is the same as if
// the file were formatted as a whole, in a fraction of the time.
package gogen

import (
	"bytes"
	"fmt"
	"go/format"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/dave/jennifer/jen"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// New returns an emitter of Go.
func New() emit.Emitter { return emitter{} }

type emitter struct{}

// Emit writes one file for api.
func (emitter) Emit(api *model.API, list *diag.List) []emit.File {
	f := settle(api, list)
	if f == nil {
		return nil
	}
	return []emit.File{{Name: f.name(), Data: f.print()}}
}

// print returns the whole file.
func (f *file) print() []byte {
	parts := make([][]byte, 1+len(f.services))
	each(len(parts), func(i int) {
		if i == 0 {
			parts[i] = f.head()
			return
		}
		parts[i] = printed(f.service(f.services[i-1]))
	})
	size := 0
	for _, p := range parts {
		size += 1 + len(p)
	}
	out := bytes.NewBuffer(make([]byte, 0, size))
	for i, p := range parts {
		if i > 0 {
			out.WriteByte('\n')
		}
		out.Write(p)
		parts[i] = nil
	}
	return out.Bytes()
}

// service lists the declarations of one service in the order of the output.
func (f *file) service(s *service) []jen.Code {
	list := []jen.Code{f.methodVars(s)}
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

// printed returns declarations as formatted text with an empty line between two.
// What gofmt refuses is returned as it is, so that somebody can read it.
func printed(list []jen.Code) []byte {
	// The body of an unnamed jen.File holds the declarations in a row.
	body := jen.NewFile("p")
	body.NoFormat = true
	for _, c := range list {
		body.Add(c)
		body.Line()
	}
	var raw bytes.Buffer
	if err := body.Render(&raw); err != nil {
		return fmt.Appendf(nil, "// rpcgen cannot print this: %v\n", err)
	}
	text, err := format.Source(raw.Bytes())
	if err != nil {
		text = raw.Bytes()
	}
	_, text, _ = bytes.Cut(text, []byte("\n")) // the package clause
	return append(bytes.TrimSpace(text), '\n')
}

// each calls do for 0 to n-1, on all cores. A panic of do ends each with the
// same panic, on the goroutine of the caller.
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
