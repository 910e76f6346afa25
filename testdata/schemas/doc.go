// Package schemas compares the documents in OpenAPI and JSON Schema with what a server takes
// and returns, by validators from npm.
package schemas
