package otelrpc
