package mutants

// Defences of the wrappers: one caller's answer must not be another's, a cache must not
// grow without bound, and a call that may have been carried out is not made again.
var wrappers = []mutant{
	{
		threat: "cache: an answer for one caller is given to another",
		file:   "wrap/cache.go",
		old:    `if err != nil || w.looked.Load() {`,
		new:    `if err != nil {`,
		test:   "TestCacheCallers",
	},
	{
		threat: "cache: a caller changes the answer of another",
		file:   "wrap/cache.go",
		old:    `c.copies = true`,
		new:    ``,
		test:   "TestCacheCopies",
	},
	{
		threat: "cache: it grows with each new argument",
		file:   "wrap/cache.go",
		old:    `for c.order.Len() > c.o.MaxEntries {`,
		new:    `for false {`,
		test:   "TestCacheBound",
	},
	{
		threat: "cache: it grows with what is never found again",
		file:   "wrap/cache.go",
		old:    `if key != key {`,
		new:    `if false {`,
		test:   "TestCacheBound",
	},
	{
		threat: "cache: a failure is kept",
		file:   "wrap/cache.go",
		old:    `if err != nil || w.looked.Load() {`,
		new:    `if w.looked.Load() {`,
		test:   "TestCacheErrors",
	},
	{
		threat: "cache: an answer is kept for too long",
		file:   "wrap/cache.go",
		old:    `if !now.Before(e.until) {`,
		new:    `if false {`,
		test:   "TestCacheLifetime",
	},
	{
		threat: "retry: what a handler has answered is asked again",
		file:   "wrap/retry.go",
		old:    `if e.Type != runtime.NetworkError && e.Type != runtime.ServerError {`,
		new:    `if false {`,
		test:   "TestRetryable",
	},
	{
		threat: "retry: clients come back together",
		file:   "wrap/retry.go",
		old:    `rand.N(r.o.longest(attempt))`,
		new:    `r.o.longest(attempt)-rand.N(time.Duration(1))`,
		test:   "TestRetryJitter",
	},
}
