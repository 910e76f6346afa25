package codec

import (
	"flag"
	"os"
	"reflect"
	"testing"

	rpcgen "github.com/rpcgen/rpcgen/runtime/codec"

	"github.com/rpcgen/rpcgen/runtime"

	"bench/payload"
	"bench/peers/rpcgen/api"
)

var (
	rpcgenW1 = &api.GreetRequest{
		BaseRequest: runtime.BaseRequest{Cookie: &runtime.Cookie{SessionID: cookie.SessionID}},
		Name:        payload.Name, N: payload.N,
	}
	rpcgenW3 = &api.ListResponse{BaseResponse: runtime.BaseResponse{Cookie: &runtime.Cookie{SessionID: cookie.SessionID}}}

	rpcgenCodec = codec{"rpcgen", func(b []byte, is3 bool) []byte {
		if is3 {
			return must(rpcgen.JSON.Append(b, rpcgenW3))
		}
		return must(rpcgen.JSON.Append(b, rpcgenW1))
	}, func(b []byte, is3 bool) (any, error) {
		if is3 {
			v := new(api.ListResponse)
			return v, rpcgen.JSON.Decode(b, v)
		}
		v := new(api.GreetRequest)
		return v, rpcgen.JSON.Decode(b, v)
	}}
)

// TestMain adds our codec to the list for benchmarks alone: TestRoundTrip knows the
// types of the others by name, so ours has a test of its own.
func TestMain(m *testing.M) {
	for _, r := range w3.Records {
		rpcgenW3.Records = append(rpcgenW3.Records, api.Record(r))
	}
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() != "" {
		codecs = append(codecs, rpcgenCodec)
	}
	os.Exit(m.Run())
}

func TestRpcgen(t *testing.T) {
	for is3, want := range map[bool]any{false: rpcgenW1, true: rpcgenW3} {
		got, err := rpcgenCodec.dec(rpcgenCodec.enc(nil, is3), is3)
		if err != nil {
			t.Fatal(err)
		}
		if l, ok := got.(*api.ListResponse); ok {
			for i := range l.Records {
				l.Records[i].CreatedAt = l.Records[i].CreatedAt.UTC()
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v\nwant %+v", got, want)
		}
	}
}
