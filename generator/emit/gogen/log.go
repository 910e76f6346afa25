package gogen

import "strconv"

// aboutLog says what the wrapper of a service that logs calls does.
func aboutLog(*service) string {
	return `logs each call of another one, without arguments and results. It may be used by several
		goroutines at once, if the other one may.`
}

func logFields(f *file, s *service) []wrapField {
	value := f.imports.named(wrapPackage, "NewLogger") + "(" + strconv.Quote(s.Name) + ", OPTIONS)"
	return []wrapField{{"log", "*" + f.imports.named(wrapPackage, "Logger"), value}}
}

// logMethod returns a method that logs its calls; see around.
func (f *file) logMethod(w *wrapper, m *method) (decl, bool) {
	return f.around(w, m, func(n *caller, ctx string) string {
		return n.receiver + ".log.Do(" + ctx + ", " + strconv.Quote(m.Name) + ", "
	}), true
}
