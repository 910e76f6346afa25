package roundtrip

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
)

// bothWays is an interceptor that writes and reads each message of a call by its
// generated functions and by reflection, and expects no difference.
func bothWays(t *testing.T) runtime.Interceptor {
	return func(next runtime.CallFunc) runtime.CallFunc {
		return func(ctx context.Context, call *runtime.Call) error {
			compare(t, call.Request)
			err := next(ctx, call)
			if call.Response != nil {
				compare(t, call.Response)
			}
			return err
		}
	}
}

// compare writes and reads what message points to. The codec has functions for
// pointers to messages alone: the message itself, and a struct that it is a field
// of, go by reflection.
func compare(t *testing.T, message any) {
	t.Helper()
	v := reflect.ValueOf(message).Elem()
	fast, err := codec.JSON.Append(nil, message)
	slow, slowErr := codec.JSON.Append(nil, v.Interface())
	if !bytes.Equal(fast, slow) || text(err) != text(slowErr) {
		t.Errorf("a %T is, by its functions,\n%s %v\nand by reflection\n%s %v", message, fast, err, slow, slowErr)
	}
	if err != nil {
		return
	}
	box := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "V", Type: v.Type(), Tag: `json:"v"`}}))
	for _, data := range [][]byte{slow, reversed(t, slow)} {
		read := reflect.New(v.Type())
		err := codec.JSON.Decode(data, read.Interface())
		slowErr := codec.JSON.Decode(append(append([]byte(`{"v":`), data...), '}'), box.Interface())
		if err != nil || slowErr != nil {
			t.Errorf("%s is refused: %v by the functions of %T, %v by reflection", data, err, message, slowErr)
			continue
		}
		if diff := cmp.Diff(box.Elem().Field(0).Interface(), read.Elem().Interface(), all, bigInts); diff != "" {
			t.Errorf("%s: what the functions read (+) is not what reflection does (-):\n%s", data, diff)
		}
	}
}

// reversed returns an object with its fields from last to first, and spaces.
func reversed(t *testing.T, object []byte) []byte {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(object))
	out := []byte("}")
	for {
		tok, err := dec.Token()
		if err != nil {
			t.Fatal(err)
		}
		if tok == json.Delim('}') {
			return append([]byte("{ "), out...)
		}
		if tok == json.Delim('{') {
			continue
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			t.Fatal(err)
		}
		field, err := json.Marshal(tok)
		if err != nil {
			t.Fatal(err)
		}
		field = append(append(field, " : "...), value...)
		if !bytes.Equal(out, []byte("}")) {
			field = append(field, " , "...)
		}
		out = append(field, out...)
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
