package runtime_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

func TestMethods(t *testing.T) {
	server := runtime.NewServer()
	if got := server.Methods(); len(got) != 0 {
		t.Errorf("a new server has the methods %v", got)
	}
	say.Handle(server, repeat)
	runtime.NewMethod[sayRequest, sayResponse]("Ant/Say").Handle(server, repeat)
	want := []runtime.MethodInfo{
		{Name: "Ant/Say", Request: reflect.TypeFor[sayRequest](), Response: reflect.TypeFor[sayResponse]()},
		{Name: "Parrot/Say", Request: reflect.TypeFor[sayRequest](), Response: reflect.TypeFor[sayResponse]()},
	}
	if got := server.Methods(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Methods may be listed while others are registered.
func TestMethodsWhileRegistering(t *testing.T) {
	server := runtime.NewServer()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, name := range []string{"A", "B", "C", "D"} {
			runtime.NewMethod[sayRequest, sayResponse](name).Handle(server, func(context.Context, *sayRequest) (*sayResponse, error) { return nil, nil })
		}
	}()
	for n := 0; n < 4; {
		got := len(server.Methods())
		if got < n {
			t.Fatalf("there were %d methods and then %d", n, got)
		}
		n = got
	}
	<-done
}
