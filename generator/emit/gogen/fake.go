package gogen

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
)

var (
	slicesPackage = model.Package{Path: "slices", Name: "slices"}
	syncPackage   = model.Package{Path: "sync", Name: "sync"}
)

// A fake holds the names of a service's fake.
type fake struct {
	name string // LibraryFake
	mu   string // its mutex
}

// A faked holds the names of what stands for a method in a fake.
type faked struct {
	record string   // LibraryFakeBorrowCall
	ctx    string   // its field for the context
	fields []string // its fields for the parameters
	fn     string   // BorrowFunc
	calls  string   // BorrowCalls
	list   string   // borrowCalls
}

// settleFake chooses the names of a service's fake. Its methods keep theirs, and the
// other members make way.
func (f *file) settleFake(s *service) {
	members := scope{}
	for _, m := range s.methods {
		members[m.Name] = true
	}
	for _, m := range s.methods {
		m.faked = faked{
			record: f.level.add(s.fake.name + m.Name + "Call"),
			fn:     members.add(m.Name + "Func"),
			calls:  members.add(m.Name + "Calls"),
		}
		fields := scope{}
		for i, p := range m.Params {
			m.faked.fields = append(m.faked.fields, fields.add(model.GoName(m.paramName(i, p))))
		}
		m.faked.ctx = fields.add("Ctx")
	}
	for _, m := range s.methods {
		m.faked.list = members.add(model.JSONName(m.Name) + "Calls")
	}
	s.fake.mu = members.add("mu")
}

// fakeable reports what a fake needs and cannot name; see spellable.
func (f *file) fakeable(list *diag.List) bool {
	if !f.extras.fake {
		return true
	}
	ok := true
	for _, name := range []string{"append", "nil", "panic"} {
		if f.imports.hides(name) {
			ok = false
			list.Addf(diag.NameTaken, f.api.Taken[name], "%s hides the predeclared one, which the fake of %s needs; rename it, or write the stubs into another package with -o",
				name, f.api.Services[0].Name)
		}
	}
	return ok
}

func (f *file) usedByFakes(use func(model.Package)) {
	use(slicesPackage)
	use(syncPackage)
}

// fakeDecls lists the declarations of a service's fake in the order of the output.
func (f *file) fakeDecls(s *service) []decl {
	list := []decl{f.fakeType(s), f.guardOf(s, s.fake.name)}
	for _, m := range s.methods {
		list = append(list, f.fakeRecord(m), f.fakeMethod(m), f.fakeCalls(m))
	}
	return list
}

// fakeType returns the type of a fake:
//
//	// A LibraryFake is a [Library] for tests. ...
//	type LibraryFake struct {
//		// BorrowFunc is what Borrow calls.
//		BorrowFunc func(ctx context.Context, isbn string, days int) (Loan, error)
//
//		mu          sync.Mutex
//		borrowCalls []LibraryFakeBorrowCall
//	}
func (f *file) fakeType(s *service) decl {
	of := f.interfaceName(s)
	text := folded(fmt.Sprintf(`%s %s is %s [%s] for tests. Each method records its arguments and calls the function in its
		field; it panics if there is none. The zero value is ready for use. Once the functions are set, a fake may be
		used by several goroutines at once.`, upperArticle(s.fake.name), s.fake.name, article(of), of))
	var fields []jen.Code
	for _, m := range s.methods {
		n := f.fakeLocals(m)
		fields = append(fields,
			jen.Comment(fmt.Sprintf("// %s is what %s calls.", m.faked.fn, m.Name)),
			jen.Id(m.faked.fn+" func"+f.signature(m, &n)))
	}
	fields = append(fields, jen.Empty())
	rows := [][]string{{s.fake.mu, f.imports.named(syncPackage, "Mutex")}}
	for _, m := range s.methods {
		rows = append(rows, []string{m.faked.list, "[]" + m.faked.record})
	}
	columns(rows)
	return decl{
		comment: text + deprecated(s.Doc.Deprecated),
		code:    structType(s.fake.name, append(fields, joined(rows)...)...),
		odd:     true,
	}
}

// fakeRecord returns the type that records a call:
//
//	// LibraryFakeBorrowCall holds the arguments of a call of [LibraryFake.Borrow].
//	type LibraryFakeBorrowCall struct {
//		Ctx  context.Context
//		ISBN string
//		Days int
//	}
func (f *file) fakeRecord(m *method) decl {
	var rows [][]string
	odd := false
	if m.Context {
		rows = append(rows, []string{m.faked.ctx, f.imports.context("Context")})
	}
	for i, p := range m.Params {
		ref := f.imports.ref(p.Type)
		odd = odd || strings.Contains(ref, "\n")
		rows = append(rows, []string{m.faked.fields[i], ref})
	}
	d := decl{comment: fmt.Sprintf("%s holds the arguments of a call of [%s.%s].", m.faked.record, m.service.fake.name, m.Name), odd: odd}
	if len(rows) == 0 {
		d.comment = fmt.Sprintf("%s stands for a call of [%s.%s], which has no arguments.", m.faked.record, m.service.fake.name, m.Name)
		d.code = jen.Id("type " + m.faked.record + " struct{}")
		return d
	}
	columns(rows)
	d.code = structType(m.faked.record, joined(rows)...)
	return d
}

// fakeMethod returns a method of a fake:
//
//	// Borrow records the call and calls BorrowFunc.
//	func (f *LibraryFake) Borrow(ctx context.Context, isbn string, days int) (Loan, error) {
//		if f.BorrowFunc == nil {
//			panic("LibraryFake.BorrowFunc: method is nil but Library.Borrow was just called")
//		}
//		f.mu.Lock()
//		f.borrowCalls = append(f.borrowCalls, LibraryFakeBorrowCall{Ctx: ctx, ISBN: isbn, Days: days})
//		f.mu.Unlock()
//		return f.BorrowFunc(ctx, isbn, days)
//	}
func (f *file) fakeMethod(m *method) decl {
	s, n := m.service, f.fakeLocals(m)
	r := n.receiver
	missing := fmt.Sprintf("%s.%s: method is nil but %s.%s was just called", s.fake.name, m.faked.fn, s.Name, m.Name)
	head := "func (" + r + " *" + s.fake.name + ") " + m.Name + f.signature(m, &n)
	record, long := f.recorded(m, &n)
	body := append([]jen.Code{jen.Id("if " + r + "." + m.faked.fn + " == nil").Block(jen.Id("panic(" + strconv.Quote(missing) + ")"))},
		lines(
			r+"."+s.fake.mu+".Lock()",
			r+"."+m.faked.list+" = append("+r+"."+m.faked.list+", "+record+")",
			r+"."+s.fake.mu+".Unlock()",
			"return "+r+"."+m.faked.fn+"("+m.arguments(&n, n.ctx)+")",
		)...)
	return decl{
		comment: fmt.Sprintf("%s records the call and calls %s.", m.Name, m.faked.fn),
		code:    jen.Id(head).Block(body...),
		odd:     long || strings.Contains(head, "\n"),
	}
}

// recorded returns the record of a call, and whether it takes several lines.
func (f *file) recorded(m *method, n *caller) (text string, long bool) {
	e := envelope{name: m.faked.record, fields: m.faked.fields}
	values := n.params
	if m.Context {
		e.fields = append([]string{m.faked.ctx}, e.fields...)
		values = append([]string{n.ctx}, values...)
	}
	text, long = filled(&e, values)
	return strings.TrimPrefix(text, "&"), long
}

// fakeCalls returns the method that returns the records:
//
//	// BorrowCalls returns the calls of Borrow so far, the first one first.
//	func (f *LibraryFake) BorrowCalls() []LibraryFakeBorrowCall {
//		f.mu.Lock()
//		defer f.mu.Unlock()
//		return slices.Clone(f.borrowCalls)
//	}
func (f *file) fakeCalls(m *method) decl {
	fake := m.service.fake
	return decl{
		comment: fmt.Sprintf("%s returns the calls of %s so far, the first one first.", m.faked.calls, m.Name),
		code: jen.Id("func (f *" + fake.name + ") " + m.faked.calls + "() []" + m.faked.record).Block(lines(
			"f."+fake.mu+".Lock()",
			"defer f."+fake.mu+".Unlock()",
			"return "+f.imports.named(slicesPackage, "Clone")+"(f."+m.faked.list+")",
		)...),
	}
}

// fakeLocals returns the local names of a fake's method.
func (f *file) fakeLocals(m *method) caller {
	return m.locals(newScope("append", "nil", "panic", m.faked.record), "f")
}

// arguments returns the arguments with which a method passes on a call.
func (m *method) arguments(n *caller, ctx string) string {
	var args []string
	if m.Context {
		args = append(args, ctx)
	}
	args = append(args, n.params...)
	if m.Variadic {
		args[len(args)-1] += "..."
	}
	return strings.Join(args, ", ")
}
