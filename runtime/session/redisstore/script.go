package redisstore

import (
	"context"
	"crypto/sha1"
	_ "embed" // the scripts
	"encoding/hex"
	"strconv"
)

// A script is a Lua program that Redis runs as one step.
type script struct{ source, sha string }

var (
	//go:embed apply.lua
	applySource string
	//go:embed load.lua
	loadSource string
	//go:embed peek.lua
	peekSource string
	//go:embed put.lua
	putSource string
	//go:embed enlist.lua
	enlistSource string
	//go:embed list.lua
	listSource string
)

var (
	applyScript  = newScript(applySource)
	loadScript   = newScript(loadSource)
	peekScript   = newScript(peekSource)
	putScript    = newScript(putSource)
	enlistScript = newScript(enlistSource)
	listScript   = newScript(listSource)
)

func newScript(source string) *script {
	sum := sha1.Sum([]byte(source)) // the name that Redis gives it
	return &script{source: source, sha: hex.EncodeToString(sum[:])}
}

// args returns the arguments of the command that runs the script.
func (sc *script) args(keys []string, args []any) []any {
	all := make([]any, 0, 3+len(keys)+len(args))
	all = append(all, "EVALSHA", sc.sha, strconv.Itoa(len(keys)))
	for _, key := range keys {
		all = append(all, key)
	}
	return append(all, args...)
}

// run runs a script by its name, or, on a server that has not seen it, by its source.
// In sent, if that is not nil, it notes how often the script was sent.
func (s *Store) run(ctx context.Context, sc *script, sent *sending, keys []string, args ...any) (any, error) {
	all := sc.args(keys, args)
	reply, err := s.call(ctx, sent, all)
	if !hasCode(err, "NOSCRIPT") {
		return reply, err
	}
	if sent != nil {
		sent.refused()
	}
	full := append([]any(nil), all...) // a client may still hold the first ones
	full[0], full[1] = "EVAL", sc.source
	return s.call(ctx, sent, full)
}

// read runs a script that may be run twice.
func (s *Store) read(ctx context.Context, sc *script, keys []string, args ...any) (any, error) {
	reply, err := s.run(ctx, sc, nil, keys, args...)
	return reply, reading(ctx, err)
}
