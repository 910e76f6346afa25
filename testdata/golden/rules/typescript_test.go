package rules

import (
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

// The client refuses what the server would, with the same text, and sends nothing.
func TestTypeScript(t *testing.T) {
	roundtrip.TypeScript(t, func(s *runtime.Server) { RegisterShop(s, &shop{}) })
}
