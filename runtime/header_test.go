package runtime_test

import (
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

// What a transport has taken does not change under it, and what nobody set is nil.
func TestSentHeaderIsACopy(t *testing.T) {
	client, server := calls(t)
	if client.SentHeader() != nil || client.Header("a") != "" || server.Header("a") != "" {
		t.Errorf("there is a header: %v", client.SentHeader())
	}
	client.SetHeader("A", "1")
	sent := client.SentHeader()
	client.SetHeader("a", "2")
	if sent["a"] != "1" || len(sent) != 1 || client.Header("A") != "2" {
		t.Errorf("sent %v", sent)
	}
	if v := sent.Values("A"); len(v) != 1 || v[0] != "1" || sent.Values("b") != nil || runtime.Fields(nil).Values("a") != nil {
		t.Errorf("the values are %v", v)
	}
	server.SetHeader("a", "1")
	if server.Header("a") != "" || server.SentHeader() != nil {
		t.Error("a server's call sends a header")
	}
}
