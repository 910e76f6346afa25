package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

var callCommand = command{
	name:  "call",
	args:  "[flags] URL METHOD [FIELD]...",
	short: "call a method of a running server and print its answer",
	help: `URL is the server's, with its prefix, METHOD a name such as Library/Borrow. Each FIELD
is a field of the request:

  name=text    a string
  name:=json   any other JSON value: days:=3, tags:='["a","b"]'
  name=@file   a string, the content of a file; - is standard input
  name:=@file  JSON from a file

  -d json       the request as a whole, to which the fields are added; @file reads a file
  -jar file     keep the cookie, and with it the session, in this file between calls
  -H header     send this HTTP header too ("Name: value"); may be given several times
  -timeout time how long to wait for the answer; 15s unless given
  -plaintext    send a session id to another machine over plain HTTP too
  -json         print the whole answer on one line: isSucc, and res or err
  -curl         call nobody; print the curl command that would, with the jar's cookie

The answer goes to standard output, without the cookie; an error goes to standard error.
Exit status: 0 answered, 1 no answer (the server is down, a timeout), 2 wrong usage,
3 the application's error (ApiError), 4 the server's (ServerError).
`,
	run: call,
}

// The exit statuses of a call that was answered with an error.
const (
	exitAPIError    = 3
	exitServerError = 4
)

// callOptions are what the command line of a call says.
type callOptions struct {
	url, method     string
	body            []byte // a JSON object
	jar             string
	header          http.Header
	timeout         time.Duration
	plaintext, json bool
	curl            bool
}

func call(ctx context.Context, std stdio, args []string) error {
	o, err := parseCall(std.in, args)
	if err != nil {
		return err
	}
	line := &curlLine{header: o.header}
	client, err := o.client(line)
	if err != nil {
		return err
	}
	var answer []byte
	client.Flows().PreSend.Use(func(_ context.Context, d *runtime.Data) (*runtime.Data, error) {
		d.Bytes = joinObjects(o.body, d.Bytes)
		return d, nil
	})
	client.Flows().PreReceive.Use(func(_ context.Context, d *runtime.Data) (*runtime.Data, error) {
		answer = slices.Clone(d.Bytes)
		return d, nil
	})
	_, err = runtime.NewMethod[anyRequest, anyResponse](o.method).Call(ctx, client, nil)
	if line.text != "" {
		fmt.Fprintln(std.out, line.text)
		return nil
	}
	if err != nil {
		return o.failed(std, err)
	}
	return o.answered(std, answer)
}

// anyRequest is the cookie of a request; the fields join it on the way.
type anyRequest struct{ runtime.BaseRequest }

// anyResponse is the cookie of a response.
type anyResponse struct{ runtime.BaseResponse }

// client returns the client that makes the call. If it is only to be shown, line gets it.
func (o *callOptions) client(line *curlLine) (*runtime.Client, error) {
	web := &http.Client{Transport: withHeader{o.header, http.DefaultTransport}}
	if o.curl {
		web.Transport = line
	}
	opts := []httprpc.ClientOption{
		httprpc.WithHTTPClient(web),
		httprpc.With(runtime.WithCallTimeout(o.timeout)),
	}
	if o.plaintext {
		opts = append(opts, httprpc.AllowPlaintext())
	}
	if o.jar != "" {
		jar, err := cookie.NewFile(o.jar)
		if err != nil {
			return nil, err
		}
		opts = append(opts, httprpc.WithJar(jar))
	}
	client, err := httprpc.NewClient(o.url, opts...)
	if err != nil {
		return nil, usageError(strings.TrimPrefix(err.Error(), "httprpc: "))
	}
	return client, nil
}

// withHeader adds headers to each request.
type withHeader struct {
	header http.Header
	next   http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (w withHeader) RoundTrip(r *http.Request) (*http.Response, error) {
	if len(w.header) > 0 {
		r = r.Clone(r.Context())
		for name, values := range w.header {
			r.Header[name] = values
		}
		if host := w.header.Get("Host"); host != "" {
			r.Host = host
		}
	}
	return w.next.RoundTrip(r)
}

// answered prints a response.
func (o *callOptions) answered(std stdio, answer []byte) error {
	var ret struct{ Res json.RawMessage }
	if err := json.Unmarshal(answer, &ret); err != nil {
		return fmt.Errorf("cannot read the answer: %w", err)
	}
	res, err := withoutField(ret.Res, cookieField)
	if err != nil {
		return fmt.Errorf("cannot read the answer: %w", err)
	}
	var out bytes.Buffer
	if o.json {
		fmt.Fprintf(&out, `{"isSucc":true,"res":%s}`, res)
	} else if err := json.Indent(&out, res, "", "  "); err != nil {
		return fmt.Errorf("cannot read the answer: %w", err)
	}
	fmt.Fprintln(std.out, escapeControls(out.String()))
	return nil
}

// failed prints an error and returns the exit status that goes with its type.
func (o *callOptions) failed(std stdio, err error) error {
	var e *runtime.Error
	if !errors.As(err, &e) {
		return err
	}
	if o.json {
		text, err := errorJSON(e)
		if err != nil {
			return err
		}
		fmt.Fprintln(std.out, escapeControls(string(text)))
	} else {
		fmt.Fprintf(std.err, "rpcgen call: %s: %s\n", o.method, escapeControls(strings.ReplaceAll(e.Error(), "\n", `\n`)))
	}
	switch e.Type {
	case "", runtime.APIError:
		return exitError(exitAPIError)
	case runtime.ServerError:
		return exitError(exitServerError)
	default:
		return exitError(exitAction)
	}
}

// errorJSON returns an error as the server wrote it, on one line.
func errorJSON(e *runtime.Error) ([]byte, error) {
	fields := map[string]any{}
	for key, value := range e.Data {
		fields[key] = value
	}
	fields["message"] = e.Message
	if fields["type"] = e.Type; e.Type == "" {
		fields["type"] = runtime.APIError
	}
	if e.Code != nil {
		fields["code"] = e.Code
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(map[string]any{"isSucc": false, "err": fields})
	return bytes.TrimSpace(b.Bytes()), err
}

// escapeControls escapes, as JSON does, the characters with which a server could steer
// a terminal.
func escapeControls(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r < ' ' && r != '\n' || 0x7f <= r && r < 0xa0 {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
