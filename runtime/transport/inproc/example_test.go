package inproc_test

import (
	"context"
	"fmt"

	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

func ExampleNewClient() {
	server := serve(func(_ context.Context, req *greetRequest) (*greetResponse, error) {
		return &greetResponse{Names: append(req.Names, "server")}, nil
	})
	client := inproc.NewClient(server)
	res, err := greet.Call(context.Background(), client, &greetRequest{Names: []string{"client"}})
	fmt.Println(res.Names, err)
	// Output: [client server] <nil>
}
