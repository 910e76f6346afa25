package tsgen

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
		row(text("request: "), f.messageSchema(&m.request)),
		row(text("response: "), f.messageSchema(&m.response)),
	}
	if name := m.single(); name != "" {
		properties = append(properties, text("result: ", quote(name)))
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

// request returns the type of what a method takes.
func (f *file) request(m *method) part {
	if m.request.whole != nil {
		return f.ref(m.request.whole)
	}
	return f.members(m.request.fields)
}

// result returns the type of what a method returns: nothing, its only result, or an
// object of all.
func (f *file) result(m *method) part {
	switch {
	case m.response.whole != nil:
		return f.ref(m.response.whole)
	case len(m.response.fields) == 0:
		return text("void")
	case len(m.response.fields) > 1:
		return f.members(m.response.fields)
	}
	w := m.response.fields[0]
	t := f.fieldRef(w)
	if w.Absent() && (w.Text() || word(deref(w.Type)) != "any") {
		return row(t, text(" | undefined"))
	}
	return t
}

// single returns the field of the response that is the method's result, "" if there
// is none, or more than that.
func (m *method) single() string {
	if m.response.whole == nil && len(m.response.fields) == 1 {
		return m.response.fields[0].JSON
	}
	return ""
}

// takesNothing says whether a method has no parameters.
func (m *method) takesNothing() bool { return m.request.whole == nil && len(m.request.fields) == 0 }

// mayBeEmpty says whether all of a message's fields are optional.
func (m *message) mayBeEmpty() bool {
	fields := m.fields
	if m.whole != nil {
		fields = wireFields(resolve(m.whole).Fields)
	}
	for _, w := range fields {
		if !w.Absent() {
			return false
		}
	}
	return true
}
