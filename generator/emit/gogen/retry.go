package gogen

import "fmt"

// aboutRetry says what the wrapper of a service that repeats calls does.
func aboutRetry(s *service) string {
	names := methodNames(s, func(m *method) bool { return m.Idempotent })
	if len(names) == 0 {
		return `repeats no calls of another one, since none of its methods is marked as idempotent.`
	}
	return fmt.Sprintf(`repeats calls of another one that got lost: those of %s, for which once is as good as
		twice. It may be used by several goroutines at once, if the other one may.`, listed(names))
}

// methodNames returns the names of some methods of a service.
func methodNames(s *service, which func(*method) bool) (names []string) {
	for _, m := range s.methods {
		if which(m) {
			names = append(names, m.Name)
		}
	}
	return names
}

func retryFields(f *file, s *service) []wrapField {
	for _, m := range s.methods {
		if m.Idempotent {
			return []wrapField{{"retrier", "*" + f.imports.named(wrapPackage, "Retrier"), f.imports.named(wrapPackage, "NewRetrier") + "(OPTIONS)"}}
		}
	}
	return nil
}

// retryMethod returns a method that repeats its calls; see around.
func (f *file) retryMethod(w *wrapper, m *method) (decl, bool) {
	if !m.Idempotent {
		return decl{}, false
	}
	return f.around(w, m, func(n *caller, ctx string) string { return n.receiver + ".retrier.Do(" + ctx + ", " }), true
}
