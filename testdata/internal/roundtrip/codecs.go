package roundtrip

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"strings"
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
	var fast []byte
	var err error
	gaveUp := givesUp(message, func() { fast, err = codec.JSON.Append(nil, message) })
	slow, slowErr := codec.JSON.Append(nil, v.Interface())
	if !bytes.Equal(fast, slow) || text(err) != text(slowErr) {
		t.Errorf("a %T is, by its functions,\n%s %v\nand by reflection\n%s %v", message, fast, err, slow, slowErr)
	}
	if err != nil {
		return
	}
	if gaveUp {
		t.Errorf("a %T is written by reflection, although it has functions: %s", message, fast)
	}
	box := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "V", Type: v.Type(), Tag: `json:"v"`}}))
	for i, data := range variants(t, slow) {
		read := reflect.New(v.Type())
		gaveUp := givesUp(read.Interface(), func() { err = codec.JSON.Decode(data, read.Interface()) })
		slowErr := codec.JSON.Decode(append(append([]byte(`{"v":`), data...), '}'), box.Interface())
		switch {
		case i < complete && (err != nil || slowErr != nil), (err == nil) != (slowErr == nil):
			t.Errorf("%s is refused: %v by the functions of %T, %v by reflection", data, err, message, slowErr)
		case err == nil:
			if gaveUp {
				t.Errorf("%s is read by reflection, although %T has functions", data, message)
			}
			if diff := cmp.Diff(box.Elem().Field(0).Interface(), read.Elem().Interface(), all, bigInts); diff != "" {
				t.Errorf("%s: what the functions read (+) is not what reflection does (-):\n%s", data, diff)
			}
		}
	}
}

// complete is how many of the variants have all fields.
const complete = 2

// variants returns an object as it is, with its fields from last to first and spaces
// between them, without each field in turn, and with a null for each in turn.
func variants(t *testing.T, object []byte) [][]byte {
	t.Helper()
	names, values := fields(t, object)
	all := make([]string, len(names))
	for i := range all {
		all[len(all)-1-i] = names[i] + " : " + values[i]
	}
	list := [][]byte{object, []byte("{ " + strings.Join(all, " , ") + " }")}
	for skip := range names {
		var without, null []string
		for i, name := range names {
			if i == skip {
				null = append(null, name+":null")
				continue
			}
			field := name + ":" + values[i]
			without, null = append(without, field), append(null, field)
		}
		for _, f := range [][]string{without, null} {
			list = append(list, []byte("{"+strings.Join(f, ",")+"}"))
		}
	}
	return list
}

// fields returns the names of an object's fields, in quotes, and the values.
func fields(t *testing.T, object []byte) (names, values []string) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(object))
	if _, err := dec.Token(); err != nil {
		t.Fatal(err)
	}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			t.Fatal(err)
		}
		name, err := json.Marshal(token)
		if err != nil {
			t.Fatal(err)
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			t.Fatal(err)
		}
		names, values = append(names, string(name)), append(values, string(value))
	}
	return names, values
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
