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
	//go:embed reserve.lua
	reserveSource string
	//go:embed put.lua
	putSource string
	//go:embed release.lua
	releaseSource string
	//go:embed enlist.lua
	enlistSource string
	//go:embed list.lua
	listSource string
)

var (
	applyScript   = newScript(applySource)
	loadScript    = newScript(loadSource)
	peekScript    = newScript(peekSource)
	reserveScript = newScript(reserveSource)
	putScript     = newScript(putSource)
	releaseScript = newScript(releaseSource)
	enlistScript  = newScript(enlistSource)
	listScript    = newScript(listSource)
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

// spelt returns the arguments of the command that also works where the script is new.
func (sc *script) spelt(keys []string, args []any) []any {
	all := sc.args(keys, args)
	all[0], all[1] = "EVAL", sc.source
	return all
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
	return s.call(ctx, sent, sc.spelt(keys, args))
}

// read runs a script that may be run twice.
func (s *Store) read(ctx context.Context, sc *script, keys []string, args ...any) (any, error) {
	reply, err := s.run(ctx, sc, nil, keys, args...)
	return reply, reading(ctx, err)
}
