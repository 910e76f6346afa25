package inproc_test

import (
	"testing"

	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

func BenchmarkCall(b *testing.B) {
	for _, bench := range []struct {
		name string
		opts []inproc.Option
	}{
		{"JSON", nil},
		{"JSON/no jar", []inproc.Option{inproc.WithJar(nil)}},
		{"Direct", []inproc.Option{inproc.Direct()}},
		{"Direct/no jar", []inproc.Option{inproc.Direct(), inproc.WithJar(nil)}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			client := inproc.NewClient(serve(same), bench.opts...)
			req := &greetRequest{Names: []string{"Ada", "Grace"}}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := greet.Call(b.Context(), client, req); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
