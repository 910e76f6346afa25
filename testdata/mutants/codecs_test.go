package mutants

// What comes from strangers, and cookies: sessions 2.1.
var codecs = []mutant{
	{
		threat: "JSON: encoding/json reads it",
		file:   "codec/json.go",
		old:    `err = decoderOf(p.Type().Elem()).read(r, p.Elem())`,
		new:    `return json.Unmarshal(data, v)`,
		imp:    "encoding/json",
		test:   "TestOneReading",
	},
	{
		threat: "JSON: names match whatever their case",
		file:   "codec/decodestruct.go",
		old:    `if i, known = p.byName[string(name)]; !known {`,
		new: `for n, f := range p.fields {
				if strings.EqualFold(f.name, string(name)) {
					i, known = n, true
				}
			}
			if !known {`,
		imp:  "strings",
		test: "TestOneReading",
	},
	{
		threat: "JSON: the last of two fields of one name counts",
		file:   "codec/decodestruct.go",
		old:    `if met.has(i) {`,
		new:    `if false {`,
		test:   "TestOneReading",
	},
	{
		threat: "JSON: the last of two names of a map counts",
		file:   "codec/decodeany.go",
		old:    `if _, ok := m[key]; ok {`,
		new:    `if false {`,
		test:   "TestOneReading",
	},
	{
		threat: "JSON: what is passed over holds a name twice",
		file:   "codec/skip.go",
		old:    `if !r.names.add(&seen, name) {`,
		new:    `if !r.names.add(&seen, name) && false {`,
		test:   "TestOneReading",
	},
	{
		threat: "JSON: the last of two session ids counts",
		file:   "codec/cookie.go",
		old:    "if met {\n",
		new:    "if met && false {\n",
		test:   "TestOneReadingOfCookies",
	},
	{
		threat: "JSON: the last of two fields of a cookie counts",
		file:   "codec/cookie.go",
		old:    `if _, ok := c.Values[key]; ok {`,
		new:    `if false {`,
		test:   "TestOneReadingOfCookies",
	},
	{
		threat: "JSON: text that is not UTF-8 is taken",
		file:   "codec/readstring.go",
		old:    `c != utf8.RuneError || size > 1 {`,
		new:    `c != utf8.RuneError || size > 0 {`,
		test:   "TestOneReading",
	},
	{
		threat: "JSON: something may follow",
		file:   "codec/json.go",
		old:    `err = r.end()`,
		new:    `err = nil`,
		test:   "TestOneReading",
	},
	{
		threat: "nesting: any depth is read",
		file:   "codec/reader.go",
		old:    `if r.depth++; r.depth > r.maxDepth {`,
		new:    `if r.depth++; r.depth > 1<<20 {`,
		test:   "TestOneReading",
	},
	{
		threat: "cookie: one of any size is read",
		file:   "codec/cookie.go",
		old:    `case r.pos-start > MaxCookieBytes:`,
		new:    `case false:`,
		test:   "TestCookieLimits",
	},
	{
		threat: "cookie: one of any size is sent",
		file:   "codec/cookie.go",
		old:    `case err == nil && len(w.buf)-start > MaxCookieBytes:`,
		new:    `case err == nil && len(w.buf)-start < 0:`,
		test:   "TestCookieLimits",
	},
	{
		threat: "cookie: any number of fields is read",
		file:   "codec/cookie.go",
		old:    `case fields == MaxCookieKeys:`,
		new:    `case false:`,
		test:   "TestCookieLimits",
	},
	{
		threat: "cookie: any number of fields is sent",
		file:   "codec/cookie.go",
		old:    `if fields+count > MaxCookieKeys {`,
		new:    `if false {`,
		test:   "TestCookieLimits",
	},
	{
		threat: "cookie: names of any length are read",
		file:   "codec/cookie.go",
		old:    `case len(name) > MaxCookieKey:`,
		new:    `case false:`,
		test:   "TestCookieLimits",
	},
	{
		threat: "cookie: names of any length are sent",
		file:   "codec/cookie.go",
		old:    `case len(k) > MaxCookieKey:`,
		new:    `case false:`,
		test:   "TestCookieLimits",
	},
	{
		threat: "cookie: any depth is read",
		file:   "codec/cookie.go",
		old:    `r.maxDepth = min(outer, r.depth+MaxCookieDepth)`,
		new:    ``,
		test:   "TestCookieLimits",
	},
	{
		threat: "cookie: any depth is sent",
		file:   "codec/cookie.go",
		old:    `w.maxDepth = min(outer, w.depth+MaxCookieDepth)`,
		new:    ``,
		test:   "TestCookieLimits",
	},
	{
		threat: "cookie: an error quotes it",
		file:   "codec/decodeany.go",
		old:    `return nil, invalid("A number is out of range.")`,
		new:    `return nil, invalid("out of range: " + string(text))`,
		test:   "TestCookieErrorsTellNoNumbers",
	},
}
