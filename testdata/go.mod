module github.com/rpcgen/rpcgen/testdata

go 1.26.0

tool github.com/rpcgen/rpcgen/cmd/rpcgen

replace (
	example.com/stock => ./modules/stock
	github.com/rpcgen/rpcgen => ../
)

require (
	example.com/stock v0.0.0-00010101000000-000000000000
	github.com/google/go-cmp v0.7.0
	github.com/rpcgen/rpcgen v0.0.0-00010101000000-000000000000
)

require (
	github.com/dave/jennifer v1.7.1 // indirect
	github.com/rogpeppe/go-internal v1.16.0 // indirect
	golang.org/x/tools v0.52.0 // indirect
)
