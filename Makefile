# Targets for people. `make help` lists them; `.ci/run` is what CI runs.

GO    ?= go
TOOL  := $(GO) tool -modfile=go.tool.mod
# How long to fuzz: a number of inputs, or a time such as 10m. At the end of a time, Go may report
# "context deadline exceeded" as a failure (go.dev/issue/75804).
FUZZ  ?= 2000x

.PHONY: all
all: generate test lint ## generate, test and lint

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: demo
demo: ## write the example's stubs from its interface, then build and run it
	$(GO) generate ./examples/session-and-cookie/...
	$(GO) run ./examples/session-and-cookie

.PHONY: cluster
cluster: ## run the example with three machines; it starts a Redis of its own
	$(GO) run -C examples/cluster .

.PHONY: generate
generate: ## write all generated code anew
	$(GO) generate ./...
	cd testdata && $(GO) generate ./...
	cd examples/cluster && $(GO) generate ./...

.PHONY: checkgenerate
checkgenerate: ## fail if committed generated code is stale
	$(GO) tool rpcgen -check ./...
	cd testdata && $(GO) tool rpcgen -check ./...
	cd examples/cluster && $(GO) tool rpcgen -check ./...
	$(GO) tool rpcgen -check -ts $(PAGE)/rpc -tsrpc $(PAGE)/tsrpc ./examples/session-and-cookie/api

PAGE := examples/session-and-cookie/web

.PHONY: web
web: ## build the example's page anew; needs Node
	$(GO) generate ./examples/session-and-cookie/...
	cd $(PAGE) && npm ci --ignore-scripts --no-audit --no-fund && npm run -s check && npm run -s build

.PHONY: servers
servers: ## install the databases and the browser that tests start, where they are missing
	./.ci/install

# One package at a time where servers are started and killed: two at once would be
# slow, and slow is what these tests are about.
# Tests that run other programs, and nothing at once in their own: the race detector would see
# nothing, and take most of the time.
PLAIN := -e /cmd/rpcgen$$ -e /mutants$$ -e /sarif$$ -e /scaffold$$ -e /schemas$$ -e /site$$

.PHONY: test
test: servers ## run all tests
	$(GO) test -race -shuffle=on $$($(GO) list ./... | grep -v $(PLAIN))
	$(GO) test -shuffle=on $$($(GO) list ./... | grep $(PLAIN))
	$(GO) test -run '^TestAllocations$$' ./runtime ./runtime/session ./runtime/transport/... # which the race detector would change
	cd testdata && $(GO) test -race -shuffle=on -p 1 -timeout 20m $$($(GO) list ./... | grep -v $(PLAIN))
	cd testdata && $(GO) test -shuffle=on -p 1 -timeout 20m $$($(GO) list ./... | grep $(PLAIN))
	cd examples/cluster && $(GO) test -race -shuffle=on ./...
	cd runtime/otelrpc && $(GO) test -race -shuffle=on ./...

.PHONY: soak
soak: ## run the tests with faults and the tests of stores in full; about an hour
	cd testdata && FAULTS_FULL=1 STORETEST_FULL=1 $(GO) test -count=1 -p 1 -timeout 3h -v ./faults ./stores

# `make test` runs this too, as a test of testdata, and so CI does.
.PHONY: mutants
mutants: ## take every defence out in turn: a test must fail each time
	cd testdata && $(GO) test -count=1 ./mutants

.PHONY: golden
golden: ## rewrite the expected output of tests
	cd testdata && $(GO) generate ./... && $(GO) test ./golden -run '^TestTypeScript$$' -update
	$(GO) test ./cmd/rpcgen ./generator/emit/gogen ./generator/load -update
	cd testdata && $(GO) test ./scaffold -run '^TestProjects$$' -update

.PHONY: corpus
corpus: ## generate stubs for interfaces of well-known public modules
	cd testdata/corpus && $(GO) test -count=1 -v .

.PHONY: lint
lint: ## vet, gofmt and the linters
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	cd testdata && $(GO) vet ./...
	cd examples/cluster && $(GO) vet ./...
	cd runtime/otelrpc && $(GO) vet ./...
	$(TOOL) golangci-lint run ./...
	cd testdata && $(GO) tool -modfile=../go.tool.mod golangci-lint run ./bench/... ./docs/... ./faults/... ./internal/... ./interop/... ./jsonsuite/... ./mutants/... ./sarif/... ./scaffold/... ./schemas/... ./site/... ./stores/... ./ts/... ./web/...
	cd examples/cluster && $(GO) tool -modfile=../../go.tool.mod golangci-lint run ./...
	cd runtime/otelrpc && $(GO) tool -modfile=../../go.tool.mod golangci-lint run ./...
	cd testdata && $(GO) tool -modfile=../go.tool.mod staticcheck ./golden/...

.PHONY: cross
cross: ## build and vet for other systems, and read and write messages with 32 bits
	GOOS=windows $(GO) vet ./...
	GOOS=darwin $(GO) vet ./...
	GOOS=js GOARCH=wasm $(GO) build ./runtime/...
	GOARCH=386 CGO_ENABLED=0 $(GO) vet ./...
	[ "$$(uname -sm)" != "Linux x86_64" ] || GOARCH=386 CGO_ENABLED=0 $(GO) test ./runtime/codec

# Three short rounds rather than a long one, so that what else the machine does meets
# each benchmark and its reference alike. It takes one to three minutes.
BENCHTIME ?= 100ms
.PHONY: bench
bench: ## run the benchmarks and print their ratios to encoding/json, net/http and others
	@cd testdata && { for round in 1 2 3; do \
		$(GO) test -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME) ./bench; \
	done; \
	cd .. && $(GO) test -run '^$$' -bench . -skip Session/ratio -benchmem -benchtime $(BENCHTIME) -count 3 ./runtime/...; \
	} | $(GO) run ./bench/ratios -ref encoding-json,std,net-http,function,without,none,go-list

.PHONY: benchstores
benchstores: servers ## run the benchmarks of the stores, which start the databases
	cd testdata && $(GO) test -run '^$$' -bench . -benchmem ./stores

.PHONY: fuzz
fuzz: ## run every fuzz target on $(FUZZ) inputs
	FUZZ=$(FUZZ) GO=$(GO) ./.ci/fuzz
