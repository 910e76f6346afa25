package tsgen

import "github.com/rpcgen/rpcgen/generator/emit"

// methods returns what prints the constants of all methods. When it returns, the
// schemas that they mention are known.
func (f *file) methods() []func(*printer) {
	var list []func(*printer)
	for _, s := range f.services {
		for _, m := range s.methods {
			list = append(list, f.methodConstant(m))
		}
	}
	return list
}

// methodConstant returns what prints the constant that stands for a method:
//
//	const catalogBorrow: Method<{ isbn: string; days: number }, Loan> = {
//	  name: "Catalog/Borrow",
//	  request: { fields: { isbn: "string", days: "int" } },
//	  response: { fields: { loan: loanSchema } },
//	  result: "loan",
//	};
func (f *file) methodConstant(m *method) func(*printer) {
	types := part{list: &list{open: "<", close: ">", sep: ",", items: []part{f.request(m), f.result(m)}}}
	properties := []part{
		text("name: ", quote(m.Wire)),
		row(text("request: "), f.requestSchema(&m.request)),
		row(text("response: "), f.responseSchema(&m.response)),
	}
	if m.response.null {
		properties = append(properties, text("result: null"))
	} else if w := m.response.single(); w != nil {
		properties = append(properties, text("result: ", quote(w.JSON)))
	}
	value := object(properties...)
	value.lines = true
	return func(p *printer) {
		head := row(text("const ", m.constant, ": Method"), types, text(" ="))
		if n := head.length(); n <= width && n+len(" {") > width {
			p.line(0, head)
			p.line(1, value, text(";"))
			return
		}
		p.line(0, head, text(" "), value, text(";"))
	}
}

func (f *file) messageSchema(m *message) part {
	if m.whole == nil {
		return f.fieldSchemas(m.fields)
	}
	return f.schema(m.whole)
}

// responseSchema returns the schema of an answer. A struct that is nil gives it no
// fields. As it has one that must be there (else the result would be a field of its own),
// the runtime part can tell, by the rule of the codec in Go.
func (f *file) responseSchema(m *message) part {
	if m.null {
		return row(text("rpcOrNull("), f.messageSchema(m), text(")"))
	}
	if w := m.single(); w != nil && w.Absent() {
		return wrap("fields", object(row(text(property(w.JSON), ": "), wrap("nullable", f.valueSchema(w)))))
	}
	return f.messageSchema(m)
}

// request returns the type of what a method takes.
func (f *file) request(m *method) part {
	if m.request.whole != nil {
		return f.ref(m.request.whole)
	}
	return f.members(m.request.fields)
}

// result returns the type of what a method returns: nothing, its only result, or an
// object of all. An only result that is absent on the wire, as a nil is, is null.
func (f *file) result(m *method) part {
	switch {
	case m.response.null:
		return row(f.ref(m.response.whole), text(" | null"))
	case m.response.whole != nil:
		return f.ref(m.response.whole)
	case len(m.response.fields) == 0:
		return text("void")
	}
	w := m.response.single()
	switch {
	case w == nil:
		return f.members(m.response.fields)
	case isNullable(w):
		return row(f.fieldRef(w), text(" | null"))
	default:
		return f.fieldRef(w)
	}
}

// single returns the field of a response that is the method's result, nil if there is
// none, or more than that.
func (m *message) single() *emit.WireField {
	if m.whole == nil && len(m.fields) == 1 {
		return m.fields[0]
	}
	return nil
}

// isNullable says whether a field may be absent, and is of a type that does not take
// null by itself.
func isNullable(w *emit.WireField) bool {
	return w.Absent() && (w.Text() || word(deref(w.Type)) != "any")
}

// takesNothing says whether a method has no parameters.
func (m *method) takesNothing() bool { return m.request.whole == nil && len(m.request.fields) == 0 }

// mayBeEmpty says whether all of a message's fields are optional.
func (m *message) mayBeEmpty() bool {
	fields := m.fields
	if m.whole != nil {
		fields = wireFields(emit.Resolve(m.whole).Fields)
	}
	for _, w := range fields {
		if !w.Absent() {
			return false
		}
	}
	return true
}
