package load

import (
	"strings"
	"testing"
	"time"
)

func TestDirective(t *testing.T) {
	for _, tt := range []struct {
		text string
		want directive
		ours bool
		err  string
	}{
		{text: "// rpcgen:service"},
		{text: "//rpcgen"},
		{text: "//rpcgenx:service"},
		{text: "/*rpcgen:service*/"},
		{text: "//go:generate rpcgen"},
		{text: "//rpcgen:service", ours: true, want: directive{verb: "service"}},
		{text: "//rpcgen:service  ", ours: true, want: directive{verb: "service"}},
		{text: "//rpcgen:service path=", ours: true, want: directive{verb: "service", hasPath: true}},
		{text: "//rpcgen:service\tpath=user/v1.2_x-y~", ours: true, want: directive{verb: "service", hasPath: true, path: "user/v1.2_x-y~"}},
		{text: "//rpcgen:service path=Bücherei", ours: true, want: directive{verb: "service", hasPath: true, path: "Bücherei"}},
		{text: "//rpcgen:name rename", ours: true, want: directive{verb: "name", name: "rename"}},
		{text: "//rpcgen:name a/b", ours: true, want: directive{verb: "name", name: "a/b"}},
		{text: "//rpcgen:skip", ours: true, want: directive{verb: "skip"}},
		{text: "//rpcgen:", ours: true, err: "is followed by no directive"},
		{text: "//rpcgen: service", ours: true, err: "is followed by no directive"},
		{text: "//rpcgen:services", ours: true, err: "there is no directive //rpcgen:services"},
		{text: "//rpcgen:Service", ours: true, err: "there is no directive"},
		{text: "//rpcgen:service user", ours: true, err: `does not know "user"`},
		{text: "//rpcgen:service path=a path=b", ours: true, err: "two paths"},
		{text: "//rpcgen:service path=/a", ours: true, err: "cannot be a name"},
		{text: "//rpcgen:service path=a/", ours: true, err: "cannot be a name"},
		{text: "//rpcgen:service path=a//b", ours: true, err: "cannot be a name"},
		{text: "//rpcgen:service path=..", ours: true, err: "cannot be a name"},
		{text: "//rpcgen:service path=a?b", ours: true, err: "cannot be a name"},
		{text: "//rpcgen:service path=a%20b", ours: true, err: "cannot be a name"},
		{text: "//rpcgen:service path=\"a\"", ours: true, err: "cannot be a name"},
		{text: "//rpcgen:name", ours: true, err: "takes one name"},
		{text: "//rpcgen:name a b", ours: true, err: "takes one name"},
		{text: "//rpcgen:name a:b", ours: true, err: "cannot be a name"},
		{text: "//rpcgen:skip this", ours: true, err: "takes nothing after it"},
		{text: "//rpcgen:idempotent", ours: true, want: directive{verb: "idempotent"}},
		{text: "//rpcgen:idempotent yes", ours: true, err: "takes nothing after it"},
		{text: "//rpcgen:cache 30s", ours: true, want: directive{verb: "cache", life: 30 * time.Second}},
		{text: "//rpcgen:cache 1h30m", ours: true, want: directive{verb: "cache", life: 90 * time.Minute}},
		{text: "//rpcgen:cache", ours: true, err: "takes one lifetime"},
		{text: "//rpcgen:cache 30 s", ours: true, err: "takes one lifetime"},
		{text: "//rpcgen:cache 30", ours: true, err: `"30" is no lifetime`},
		{text: "//rpcgen:cache 0s", ours: true, err: `"0s" is no lifetime`},
		{text: "//rpcgen:cache -1s", ours: true, err: `"-1s" is no lifetime`},
		{text: "//rpcgen:cache 9999999h", ours: true, err: "is no lifetime"},
	} {
		d, ours, err := parseDirective(tt.text)
		switch {
		case ours != tt.ours:
			t.Errorf("%s: ours = %v", tt.text, ours)
		case err == nil && tt.err != "":
			t.Errorf("%s: no error, want %q", tt.text, tt.err)
		case err != nil && (tt.err == "" || !strings.Contains(err.Error(), tt.err) || !strings.Contains(err.Error(), ";")):
			t.Errorf("%s: error %q, want %q and what to do", tt.text, err, tt.err)
		case err == nil && d != tt.want:
			t.Errorf("%s: got %+v, want %+v", tt.text, d, tt.want)
		}
	}
}

// FuzzDirective checks that whatever is accepted can be part of a URL's path, and
// that it means the same when it is written again.
func FuzzDirective(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		d, ours, err := parseDirective(text)
		if !ours {
			if err != nil || d != (directive{}) || strings.HasPrefix(text, directivePrefix) {
				t.Fatalf("%q is not ours: %+v, %v", text, d, err)
			}
			return
		}
		if err != nil {
			if strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), ";") {
				t.Fatalf("%q: the error is not one line with what to do: %q", text, err)
			}
			return
		}
		again := directivePrefix + d.verb
		switch {
		case d.verb == "name":
			again += " " + d.name
		case d.hasPath:
			again += " path=" + d.path
		case d.verb == "cache":
			again += " " + d.life.String()
		}
		if d2, ours, err := parseDirective(again); !ours || err != nil || d2 != d {
			t.Fatalf("%q gives %+v, but %q gives %+v, %v", text, d, again, d2, err)
		}
		for _, name := range []string{d.name, d.path} {
			if strings.ContainsAny(name, " \t\r\n?#%&\"'\\<>{}|^`;:@") || strings.Contains("/"+name+"/", "/../") {
				t.Fatalf("%q: %q cannot be part of a path", text, name)
			}
		}
	})
}
