package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rpcgen/rpcgen/runtime"
)

// cookieField is the cookie's name in a message. It is the jar's business.
const cookieField = "__cookie"

// parseCall reads the command line of a call.
func parseCall(in io.Reader, args []string) (*callOptions, error) {
	o := &callOptions{header: http.Header{}}
	flags := newFlags("call")
	data := flags.String("d", "", "")
	flags.StringVar(&o.jar, "jar", "", "")
	flags.Func("H", "", o.addHeader)
	flags.DurationVar(&o.timeout, "timeout", runtime.DefaultCallTimeout, "")
	flags.BoolVar(&o.plaintext, "plaintext", false, "")
	flags.BoolVar(&o.json, "json", false, "")
	flags.BoolVar(&o.curl, "curl", false, "")
	args, err := parseFlags(flags, args)
	switch {
	case err != nil:
		return nil, err
	case len(args) < 2:
		return nil, usagef("it wants the URL of a server and the name of a method")
	case o.timeout < time.Millisecond:
		return nil, usagef("-timeout wants a positive time, such as 5s")
	}
	o.url, o.method = args[0], strings.TrimPrefix(args[1], "/")
	if o.method == "" || strings.ContainsAny(o.method, "?#%= ") {
		return nil, usagef("%q is no name of a method; it looks like Library/Borrow", args[1])
	}
	o.body, err = requestBody(in, *data, args[2:])
	return o, err
}

func (o *callOptions) addHeader(text string) error {
	name, value, ok := strings.Cut(text, ":")
	name = http.CanonicalHeaderKey(strings.TrimSpace(name))
	switch {
	case !ok || name == "":
		return errors.New(`a header looks like "Name: value"`)
	case name == "Content-Type" || name == "Content-Length":
		return fmt.Errorf("%s is what the call makes it", name)
	}
	o.header.Add(name, strings.TrimSpace(value))
	return nil
}

// requestBody returns the request as a JSON object: data, which may name a file, and
// then the fields.
func requestBody(in io.Reader, data string, fields []string) ([]byte, error) {
	body := []byte("{}")
	names := map[string]bool{cookieField: true}
	if data != "" {
		text, err := content(in, data)
		if err != nil {
			return nil, err
		}
		var object map[string]json.RawMessage
		if err := json.Unmarshal([]byte(text), &object); err != nil || object == nil {
			return nil, usagef("-d wants a JSON object: %s", jsonProblem(err, "it is null"))
		}
		body = bytes.TrimSpace([]byte(text))
		for name := range object {
			if name == cookieField {
				return nil, usagef("the cookie comes from the jar; leave %s out of -d", cookieField)
			}
			names[name] = true
		}
	}
	for _, field := range fields {
		name, value, err := requestField(in, field)
		switch {
		case err != nil:
			return nil, err
		case name == cookieField:
			return nil, usagef("the cookie comes from the jar; %s cannot be given", cookieField)
		case names[name]:
			return nil, usagef("the field %s is given twice", name)
		}
		names[name] = true
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		body = joinObjects(body, slices.Concat([]byte("{"), key, []byte(":"), value, []byte("}")))
	}
	return body, nil
}

// requestField reads name=text or name:=json, whichever sign comes first.
func requestField(in io.Reader, field string) (name string, value []byte, err error) {
	name, text, ok := strings.Cut(field, "=")
	name, raw := strings.CutSuffix(name, ":")
	if !ok || name == "" || !utf8.ValidString(field) {
		return "", nil, usagef("%q is no field; write name=text or name:=json", field)
	}
	if strings.HasPrefix(text, "@") {
		if text, err = content(in, text); err != nil {
			return "", nil, err
		}
	}
	if !raw {
		if !utf8.ValidString(text) {
			return "", nil, usagef("the field %s is not text in UTF-8", name)
		}
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		err = enc.Encode(text)
		return name, bytes.TrimSpace(b.Bytes()), err
	}
	var any json.RawMessage
	if err := json.Unmarshal([]byte(text), &any); err != nil {
		return "", nil, usagef("the field %s is no JSON: %s; write %s=… for a string", name, jsonProblem(err, ""), name)
	}
	return name, bytes.TrimSpace([]byte(text)), nil
}

func jsonProblem(err error, otherwise string) string {
	if err == nil {
		return otherwise
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// content returns text itself or, behind an @, the content of the file that it names.
func content(in io.Reader, text string) (string, error) {
	name, ok := strings.CutPrefix(text, "@")
	if !ok {
		return text, nil
	}
	if name == "-" {
		data, err := io.ReadAll(in)
		return string(data), err
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return "", fmt.Errorf("cannot read %s: %w", name, errors.Unwrap(err))
	}
	return string(data), nil
}

// joinObjects returns a JSON object with the fields of both.
func joinObjects(a, b []byte) []byte {
	a, b = bytes.TrimSpace(a), bytes.TrimSpace(b)
	left, right := bytes.TrimSpace(a[1:len(a)-1]), bytes.TrimSpace(b[1:len(b)-1])
	switch {
	case len(left) == 0:
		return b
	case len(right) == 0:
		return a
	}
	return slices.Concat([]byte("{"), left, []byte(","), right, []byte("}"))
}

// withoutField returns a JSON object without a field; all else stays as it is.
func withoutField(object []byte, name string) ([]byte, error) {
	dec := json.NewDecoder(bytes.NewReader(object))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.Join(err, errors.New("the response is no object"))
	}
	out := []byte("{}")
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, err
		}
		if key == name {
			continue
		}
		text, err := json.Marshal(key)
		if err != nil {
			return nil, err
		}
		out = joinObjects(out, slices.Concat([]byte("{"), text, []byte(":"), value, []byte("}")))
	}
	return out, nil
}
