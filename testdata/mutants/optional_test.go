package mutants

// Defences that a server switches on, or that know when they are needed: sessions
// 2.1 and 2.3.
var optional = []mutant{
	{
		threat: "binder: an id opens a bound session without its half",
		file:   "session/binder.go",
		old:    `subtle.ConstantTimeCompare(want, hashHalf(half)) == 1 {`,
		new:    `subtle.ConstantTimeCompare(want, hashHalf(half)) >= 0 {`,
		test:   "TestBoundSession",
	},
	{
		threat: "binder: the store knows the half",
		file:   "session/binder.go",
		old:    `return sum[:]`,
		new:    `return append([]byte(half), sum[:]...)`,
		test:   "TestHalfIsNotStored",
	},
	{
		threat: "binder: scripts read the half",
		file:   "transport/httprpc/binder.go",
		old:    `HttpOnly: true,`,
		new:    ``,
		test:   "TestBinder",
	},
	{
		threat: "binder: other sites send the half",
		file:   "transport/httprpc/binder.go",
		old:    `, SameSite: http.SameSiteStrictMode,`,
		new:    `,`,
		test:   "TestBinder",
	},
	{
		threat: "binder: a sibling host plants a second half",
		file:   "transport/httprpc/binder.go",
		old:    `len(cookies) == 1 &&`,
		new:    `len(cookies) >= 1 &&`,
		test:   "TestBinder",
	},
	{
		threat: "binder: the half goes in the clear",
		file:   "transport/httprpc/handler.go",
		old:    `, h.options.binder && !h.keepsSecrets(r):`,
		new:    `:`,
		test:   "TestBinderNeedsTLS",
	},
	{
		threat: "binder: pages of every origin may send the half",
		file:   "transport/httprpc/handler.go",
		old:    `if h.options.anyOrigin && h.options.binder {`,
		new:    `if false {`,
		test:   "TestBinderAndCORS",
	},
	{
		threat: "binder: HTTP cookies are used although nobody asked for that",
		file:   "transport/httprpc/binder.go",
		old:    `if !h.options.binder {`,
		new:    `if false {`,
		test:   "TestBinderIsOptIn",
	},
	{
		threat: "DNS rebinding: a page that leads here is one of the server's own",
		file:   "transport/httprpc/hosts.go",
		old:    `return !h.mayBeRebound(r)`,
		new:    `return true`,
		test:   "TestHosts",
	},
	{
		threat: "DNS rebinding: the list of hosts is not looked at",
		file:   "transport/httprpc/hosts.go",
		old:    `return slices.Contains(h.options.hosts, name)`,
		new:    `return name != "" || slices.Contains(h.options.hosts, name)`,
		test:   "TestHosts",
	},
	{
		threat: "gzip: a body grows beyond all bounds",
		file:   "transport/httprpc/gzip.go",
		old:    `io.LimitReader(z, most+1)`,
		new:    `io.LimitReader(z, 1<<40)`,
		test:   "TestGzipBomb",
	},
	{
		threat: "gzip: a few bytes stand for very many",
		file:   "transport/httprpc/gzip.go",
		old:    `most := min(limit*InflateFactor, int64(len(packed))*InflateRatio)`,
		new:    `most := limit * InflateFactor`,
		test:   "TestGzipLimits",
	},
	{
		threat: "plain HTTP: browsers are told to use TLS over plain connections",
		file:   "transport/httprpc/headers.go",
		old:    `if h.options.hsts != nil && h.secure(r) {`,
		new:    `if h.options.hsts != nil {`,
		test:   "TestHSTS",
	},
	{
		threat: "XSS: a logout leaves what scripts have stored",
		file:   "transport/httprpc/handler.go",
		old:    `if clearing.Load() {`,
		new:    `if clearing.Load() && false {`,
		test:   "TestClearSiteData",
	},
}
