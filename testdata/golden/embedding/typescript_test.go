package embedding

import (
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

func TestTypeScript(t *testing.T) {
	roundtrip.TypeScript(t, func(s *runtime.Server) { RegisterEcho(s, impl{}) })
}
