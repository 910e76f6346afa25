package cookie_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
)

type GreetRequest struct {
	runtime.BaseRequest
	Name string `json:"name"`
}

type GreetResponse struct {
	runtime.BaseResponse
	Text string `json:"text"`
}

var greet = runtime.NewMethod[GreetRequest, GreetResponse]("Greet")

// direct hands calls to a server in this program. The package inproc does it better.
type direct struct{ server *runtime.Server }

func (d direct) Origin() string { return "inproc://greeter" }

func (d direct) RoundTrip(ctx context.Context, call *runtime.Call) error {
	ret := d.server.ServeCall(ctx, call.Method, call.Request, "")
	res, _ := ret.Response.(runtime.Response)
	return call.Answer(res, ret)
}

// A client with a jar sends back what the server has given it.
func ExampleWithJar() {
	server := runtime.NewServer(cookie.Echo())
	greet.Handle(server, func(ctx context.Context, req *GreetRequest) (*GreetResponse, error) {
		c := runtime.CookieFrom(ctx)
		if req.Name != "" {
			c.Set("name", req.Name)
		}
		return &GreetResponse{Text: fmt.Sprint("Hello, ", c.Get("name"))}, nil
	})
	client := runtime.NewClient(direct{server}, cookie.WithJar(cookie.NewMemory()))

	ctx := context.Background()
	for _, name := range []string{"Ann", ""} {
		res, err := greet.Call(ctx, client, &GreetRequest{Name: name})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(res.Text)
	}
	// Output:
	// Hello, Ann
	// Hello, Ann
}

// The server returns every cookie, so that a client without a memory of its own
// may store whatever comes back.
func ExampleEcho() {
	server := runtime.NewServer(cookie.Echo())
	greet.Handle(server, func(context.Context, *GreetRequest) (*GreetResponse, error) {
		return &GreetResponse{Text: "Hello"}, nil
	})
	client := runtime.NewClient(direct{server})

	req := &GreetRequest{}
	req.Cookie = &runtime.Cookie{Values: map[string]any{"theme": "dark"}}
	res, err := greet.Call(context.Background(), client, req)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(res.Cookie.Values["theme"])
	fmt.Println(res.Cookie) // a cookie prints redacted
	// Output:
	// dark
	// [redacted s=none fields=1]
}

func ExampleNewMemory() {
	ctx := context.Background()
	jar := cookie.NewMemory(cookie.Lifetime(12*time.Hour), cookie.KeyLifetime("coupon", time.Minute))

	const origin = "https://shop.example:443"
	got := &runtime.Cookie{Values: map[string]any{"basket": 3.0}}
	if err := jar.Merge(ctx, origin, nil, got); err != nil {
		log.Fatal(err)
	}
	sent, err := jar.Load(ctx, origin)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sent.Values["basket"])
	other, err := jar.Load(ctx, "https://other.example:443")
	fmt.Println(other == nil, err)
	// Output:
	// 3
	// true <nil>
}

// What one run of a program has stored, the next one sends.
func ExampleNewFile() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "tool", "cookies.json") // else below os.UserConfigDir

	const origin = "https://shop.example:443"
	run := func() {
		jar, err := cookie.NewFile(path)
		if err != nil {
			log.Fatal(err)
		}
		sent, err := jar.Load(context.Background(), origin)
		if err != nil {
			log.Fatal(err)
		}
		runs := 0.0
		if sent != nil {
			runs = sent.Values["runs"].(float64)
		}
		fmt.Println("earlier runs:", runs)
		got := &runtime.Cookie{Values: map[string]any{"runs": runs + 1}}
		if err := jar.Merge(context.Background(), origin, sent, got); err != nil {
			log.Fatal(err)
		}
	}
	run()
	run()
	info, err := os.Stat(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("plain file:", info.Mode().IsRegular())
	// Output:
	// earlier runs: 0
	// earlier runs: 1
	// plain file: true
}

// Two calls were on their way at once. Each answer changed one thing.
func ExampleMerge() {
	sent := &runtime.Cookie{Values: map[string]any{"theme": "light", "size": 1.0}}
	first := &runtime.Cookie{Values: map[string]any{"theme": "dark", "size": 1.0}}
	second := &runtime.Cookie{Values: map[string]any{"theme": "light", "size": 2.0}}

	jar := cookie.Merge(sent, first, sent)
	jar = cookie.Merge(sent, second, jar)
	fmt.Println(jar.Values)
	// Output: map[size:2 theme:dark]
}

func ExampleNormalOrigin() {
	for _, url := range []string{"https://Shop.example/api/", "wss://shop.example:443/live", "inproc://library"} {
		origin, err := cookie.NormalOrigin(url)
		fmt.Println(origin, err)
	}
	// Output:
	// https://shop.example:443 <nil>
	// https://shop.example:443 <nil>
	// inproc://library <nil>
}

// A client can read a signed value, but not change it.
func ExampleSigner() {
	secret := make([]byte, cookie.MinSecret)
	rand.Read(secret) // a server keeps it, and shares it with its like
	signer, err := cookie.NewSigner(cookie.Key{ID: "2024", Secret: secret})
	if err != nil {
		log.Fatal(err)
	}
	signed := signer.Sign("discount", "10%")

	fmt.Println(signer.Verify("discount", signed))
	fmt.Println(signer.Verify("discount", "100%"))
	// Output:
	// 10% <nil>
	//  the cookie's value is not signed by this server
}
