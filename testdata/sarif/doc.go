// Package sarif compares the logs of rpcgen -sarif with the schema of SARIF 2.1.0.
package sarif
