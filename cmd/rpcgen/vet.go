package main

import (
	"strings"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/rpcgen/rpcgen/generator/analyzer"
)

// vetting says that it is go vet that runs us: go vet -vettool=$(which rpcgen). It asks
// for our version, for our flags, and to look at a package that a file describes.
func vetting(args []string) bool {
	return len(args) == 1 && (args[0] == "-V=full" || args[0] == "-flags") ||
		len(args) > 0 && strings.HasSuffix(args[len(args)-1], ".cfg")
}

// vet does what go vet asks for, and ends the program.
func vet() { unitchecker.Main(analyzer.Analyzer) }
