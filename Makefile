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

.PHONY: generate
generate: ## write all generated code anew
	$(GO) generate ./...
	cd testdata && $(GO) generate ./...

.PHONY: checkgenerate
checkgenerate: ## fail if committed generated code is stale
	$(GO) tool rpcgen -check ./...
	cd testdata && $(GO) tool rpcgen -check ./...

.PHONY: test
test: ## run all tests
	$(GO) test -race -shuffle=on ./...
	cd testdata && $(GO) test -race -shuffle=on ./...

# `make test` runs this too, as a test of testdata, and so CI does.
.PHONY: mutants
mutants: ## take every defence out in turn: a test must fail each time
	cd testdata && $(GO) test -count=1 ./mutants

.PHONY: golden
golden: ## rewrite the expected output of tests
	cd testdata && $(GO) generate ./...
	$(GO) test ./cmd/rpcgen ./generator/... -update

.PHONY: corpus
corpus: ## generate stubs for interfaces of well-known public modules
	cd testdata/corpus && $(GO) test -count=1 -v .

.PHONY: lint
lint: ## vet, gofmt and the linters
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	cd testdata && $(GO) vet ./...
	$(TOOL) golangci-lint run ./...
	cd testdata && $(GO) tool -modfile=../go.tool.mod staticcheck ./golden/...

.PHONY: cross
cross: ## build and vet for other systems
	GOOS=windows $(GO) vet ./...
	GOOS=darwin $(GO) vet ./...
	GOOS=js GOARCH=wasm $(GO) build ./runtime/...

.PHONY: bench
bench: ## run the benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./...

.PHONY: fuzz
fuzz: ## run every fuzz target on $(FUZZ) inputs
	FUZZ=$(FUZZ) GO=$(GO) ./.ci/fuzz
