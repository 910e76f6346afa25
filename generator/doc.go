// Package generator turns Go interfaces into the stubs that call them from
// another program. It is what the rpcgen command runs.
//
// A run has three phases:
//
//  1. load reads Go source and fills the model, one model.API for each source
//     file that declares services. Package load does it.
//  2. emit turns each API into files, in memory. The packages below emit do it,
//     one for each target; emitters.go lists them.
//  3. write compares the files with those on disk and replaces what differs, all
//     of it or nothing (plan.go, write.go).
//
// A run whose sources, settings and output are as the last run like it left them has
// none of these: package cache remembers (remember.go).
//
// What is wrong with the user's code is collected by package diag in all three,
// and if there is anything, nothing is written.
package generator
