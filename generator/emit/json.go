package emit

import (
	"bytes"
	"encoding/json"
)

// An Object is a JSON object whose members stay in order.
type Object []Member

// A Member is one key of an [Object] and its value.
type Member struct {
	Key   string
	Value any
}

// Set adds a member, or replaces the one with that key. It returns the object.
func (o *Object) Set(key string, value any) *Object {
	for i := range *o {
		if (*o)[i].Key == key {
			(*o)[i].Value = value
			return o
		}
	}
	*o = append(*o, Member{key, value})
	return o
}

// MarshalJSON implements [json.Marshaler].
func (o Object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(m.Key)
		if err != nil {
			return nil, err
		}
		value, err := marshal(m.Value)
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// marshal is json.Marshal without the escapes for HTML.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// Document returns a JSON document as a file holds it: indented, with a newline at the end.
// It panics if v cannot be written, which is a mistake in an emitter.
func Document(v any) []byte {
	data, err := marshal(v)
	if err != nil {
		panic(err)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, data, "", "  "); err != nil {
		panic(err)
	}
	b.WriteByte('\n')
	return b.Bytes()
}
