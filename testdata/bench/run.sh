#!/usr/bin/env bash
# Adds this checkout to a benchmark of RPC tools and runs it. That benchmark is a
# folder of its own, module "bench", whose README tells how a contestant is added.
#
#	testdata/bench/run.sh BENCH [FLAGS...]      e.g. run.sh ~/bench -work W1 -conns 1,16 -only rpcgen,twirp
#	testdata/bench/run.sh BENCH codec           the codecs' benchmarks, COUNT and TIME as there
#	testdata/bench/run.sh BENCH gen [ARGS...]   the generators', e.g. "1 10 100" 'floor|connect|rpcgen'
#
# BENCH is not written to: a copy is made in $COPY, or else in a temporary folder
# that is removed at the end. Nothing is fetched that BENCH does not have: what we
# need beside the standard library is among its own modules.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
[ -f "${1:-}/host/host.go" ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | sed '$d' >&2; exit 2; }
bench=$(cd "$1" && pwd)
shift

if [ -z "${COPY:-}" ]; then
	COPY=$(mktemp -d)
	trap 'rm -rf "$COPY"' EXIT
fi
mkdir -p "$COPY"
cp -R "$bench/." "$COPY"
cd "$COPY"

mkdir -p .bin peers/rpcgen/api
go build -C "$root" -o "$COPY/.bin/rpcgen" ./cmd/rpcgen
cp "$here"/_contestant/main.go peers/rpcgen/
cp "$here"/api/{api,server}.go peers/rpcgen/api/
cp "$here"/_contestant/codec_test.go codec/rpcgen_test.go
go mod edit -require=github.com/rpcgen/rpcgen@v0.0.0 -replace=github.com/rpcgen/rpcgen="$root"
export GOFLAGS=-mod=mod
(cd peers/rpcgen/api && "$COPY/.bin/rpcgen" -type Bench .)

case ${1:-} in
codec)
	go test -run 'TestRpcgen|TestRoundTrip' ./codec
	codec/run.sh
	;;
gen)
	shift
	unset GOFLAGS
	# In a copy of its own, as the others read the folder without our stubs. Stubs that
	# are up to date are left alone, so each run starts without them.
	off=
	! .bin/rpcgen -h 2>&1 | grep -q -e '-cache' || off=-cache=off
	own='{ [ -d {IN}/go-rpcgen ] || cp -r {IN}/go {IN}/go-rpcgen; } && cd {IN}/go-rpcgen/api'
	printf '%s\t%s\n' \
		rpcgen "$own && rm -f *.gen.go && GOFILE=api.go rpcgen $off" \
		"rpcgen, nothing to do" "$own && GOFILE=api.go rpcgen" >gen/ours.txt
	gen/run.sh "$@"
	;;
*)
	go run ./cmd/bench "$@"
	;;
esac
