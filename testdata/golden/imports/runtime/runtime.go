// Package runtime has the name of the package that generated code uses.
package runtime

// A Stack is a list of calls.
type Stack []string
