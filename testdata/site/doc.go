// Package site follows the documents under docs/ as a reader would: in an empty folder it
// writes the files that they show, runs the commands that they give, and compares what
// those print.
//
// A document shows a file as a block whose first line is a comment with its path, a command
// as an indented line, and what the command prints as a block of kind text.
package site
