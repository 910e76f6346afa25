package codec_test

import (
	"fmt"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
)

func ExampleJSON() {
	type BorrowRequest struct {
		runtime.BaseRequest
		ISBN string   `json:"isbn"`
		Days int      `json:"days"`
		Tags []string `json:"tags,omitempty"`
	}
	text, err := codec.JSON.Append(nil, &BorrowRequest{ISBN: "978-3-16-148410-0", Days: 14})
	fmt.Println(string(text), err)

	var req BorrowRequest
	fmt.Println(codec.JSON.Decode([]byte(`{"isbn":"978-3-16-148410-0"}`), &req))
	fmt.Println(codec.JSON.Decode([]byte(`{"isbn":5,"days":14}`), &req))
	// Output:
	// {"isbn":"978-3-16-148410-0","days":14} <nil>
	// Missing required property `days`. (INPUT_DATA_ERR)
	// Property `isbn`: Expected type to be `string`, actually `number`. (INPUT_DATA_ERR)
}
