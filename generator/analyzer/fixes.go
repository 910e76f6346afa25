package analyzer

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"

	"github.com/rpcgen/rpcgen/generator/diag"
)

// fixes returns the edits that may mend a problem.
func fixes(file *ast.File, pos token.Pos, code diag.Code) []analysis.SuggestedFix {
	path, _ := astutil.PathEnclosingInterval(file, pos, pos)
	for _, n := range path {
		switch n := n.(type) {
		case *ast.ChanType:
			if code == diag.UnsendableType && n.Begin == pos {
				return fix("make it a slice", makeSlice(n))
			}
		case *ast.Field:
			if c, ok := n.Type.(*ast.ChanType); ok && code == diag.UnsendableType {
				return fix("make it a slice", makeSlice(c))
			}
			if f, ok := n.Type.(*ast.FuncType); ok && code == diag.NoErrorResult {
				return fix("add an error result", addError(f)...)
			}
		}
	}
	return nil
}

func fix(message string, edits ...analysis.TextEdit) []analysis.SuggestedFix {
	return []analysis.SuggestedFix{{Message: message, TextEdits: edits}}
}

// makeSlice makes a channel a slice of what it delivers.
func makeSlice(c *ast.ChanType) analysis.TextEdit {
	return analysis.TextEdit{Pos: c.Begin, End: c.Value.Pos(), NewText: []byte("[]")}
}

// addError makes error the last result of a method.
func addError(f *ast.FuncType) []analysis.TextEdit {
	insert := func(at token.Pos, text string) analysis.TextEdit {
		return analysis.TextEdit{Pos: at, End: at, NewText: []byte(text)}
	}
	r := f.Results
	switch {
	case r == nil || len(r.List) == 0:
		if r != nil { // empty parentheses
			return []analysis.TextEdit{{Pos: r.Pos(), End: r.End(), NewText: []byte("error")}}
		}
		return []analysis.TextEdit{insert(f.End(), " error")}
	case !r.Opening.IsValid():
		return []analysis.TextEdit{insert(r.Pos(), "("), insert(r.End(), ", error)")}
	case len(r.List[0].Names) > 0:
		return []analysis.TextEdit{insert(r.List[len(r.List)-1].End(), ", err error")}
	}
	return []analysis.TextEdit{insert(r.List[len(r.List)-1].End(), ", error")}
}
