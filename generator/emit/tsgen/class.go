package tsgen

// class prints the class that calls a service:
//
//	/** A Catalog lends books. */
//	export class CatalogClient {
//	  readonly client: Client;
//
//	  constructor(client: Client) {
//	    this.client = client;
//	  }
//	  ...
//	}
func (f *file) class(p *printer, s *service) {
	doc := comment(s.Doc)
	if doc == "" {
		doc = block("Calls a " + s.Name + " on a server.")
	}
	p.lines(0, doc)
	p.WriteString("export class " + s.class + " {\n")
	p.WriteString("  readonly " + s.client + ": Client;\n\n")
	p.WriteString("  constructor(client: Client) {\n    this." + s.client + " = client;\n  }\n")
	for _, m := range s.methods {
		p.WriteByte('\n')
		f.method(p, s, m)
	}
	p.WriteString("}\n")
}

// method prints a method of a class:
//
//	/** Borrow lends the book for the given number of days. */
//	borrow(args: { isbn: string; days: number }, options?: CallOptions): Promise<Loan> {
//	  return this.client.call(catalogBorrow, args, options);
//	}
func (f *file) method(p *printer, s *service, m *method) {
	p.lines(1, comment(m.Doc))
	params := []part{}
	args := "{}"
	if !m.takesNothing() {
		args = "args"
		param := row(text("args: "), f.request(m))
		if m.request.mayBeEmpty() {
			param = row(param, text(" = {}"))
		}
		params = append(params, param)
	}
	params = append(params, text("options?: CallOptions"))
	list := call(params...)
	rest := row(text(": Promise<"), f.result(m), text("> {"))
	if n := row(text("  ", m.name), list, rest).length(); n < 0 || n > width {
		list.lines = true // before the lines of the result are
	}
	p.line(1, text(m.name), list, rest)
	p.line(2, text("return this.", s.client, ".call(", m.constant, ", ", args, ", options);"))
	p.lines(1, "}\n")
}
