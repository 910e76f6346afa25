package mutants

// Requests that break the author's rules: they are refused before there is a call.
var checks = []mutant{
	{
		threat: "checks: nobody checks what has arrived as bytes",
		file:   "serve.go",
		old:    `return s.check(ctx, call)`,
		new:    `return nil`,
		test:   "TestRules/http",
		in:     "testdata/golden/rules",
	},
	{
		threat: "checks: nobody checks what is handed over as a value",
		file:   "serve.go",
		old:    `if refused := s.check(ctx, call); refused != nil {`,
		new:    `if refused := s.check(ctx, call); refused != nil && call == nil {`,
		test:   "TestRules/direct",
		in:     "testdata/golden/rules",
	},
	{
		threat: "checks: a request is checked when the call has begun",
		file:   "serve.go",
		old:    `return s.check(ctx, call)`,
		new: `if refused := s.check(ctx, call); refused != nil {
			_ = s.run(ctx, call, 0)
			return refused
		}
		return nil`,
		test: "TestTransport/JSON/Checked",
		in:   "runtime/transport/inproc",
	},
	{
		threat: "checks: a panic in one ends the process",
		file:   "serve.go",
		old:    "err := s.safely(call, func() error {\n\t\trefused = ",
		new:    "err := func(f func() error) error { return f() }(func() error {\n\t\trefused = ",
		test:   "TestTransport/JSON/Checked",
		in:     "runtime/transport/inproc",
	},
	{
		threat: "checks: a method forgets its check",
		file:   "method.go",
		old:    `check: m.checkRequest(),`,
		new:    ``,
		test:   "TestTransport/JSON/Checked",
		in:     "runtime/transport/inproc",
	},
	{
		threat: "checks: the stubs do not mention the check",
		file:   "../testdata/golden/rules/api_rpc.gen.go",
		old:    `("Shop/Order").Checked(checkOrderRequestForShop)`,
		new:    `("Shop/Order")`,
		test:   "TestRules/http",
		in:     "testdata/golden/rules",
	},
	{
		threat: "checks: those of elements are not called",
		file:   "check/each.go",
		old:    `if err := check(&list[i]); err != nil {`,
		new:    `if err := check(&list[i]); err != nil && i < 0 {`,
		test:   "TestPaths",
	},
	{
		threat: "checks: those of a map's values are not called",
		file:   "check/each.go",
		old:    `if key := text(k); failed == nil || key < least {`,
		new:    `if key := text(k); failed != nil {`,
		test:   "TestPaths",
	},
	{
		threat: "checks: what is no number passes",
		file:   "check/check.go",
		old:    `return f < bound || math.IsNaN(float64(f))`,
		new:    `return f < bound`,
		test:   "TestTests",
	},
	{
		threat: "checks: a stranger's key fills an error's text",
		file:   "check/each.go",
		old:    `if len(key) <= most {`,
		new:    `if len(key) > 0 {`,
		test:   "TestPaths",
	},
}
