// Package web tests TypeScript clients where they are used, in Chromium above all: the program
// of docs/typescript.md, and the page of examples/session-and-cookie.
package web

import "embed"

// files are the drivers. The go command runs these tests again when one of them changes.
//
//go:embed *.mjs *.ts
var files embed.FS
