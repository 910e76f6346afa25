package mutants

// What the stores promise that are run against real servers: sessions 3.2 and 3.3.
var backends = []mutant{
	{
		threat: "databases: an ended session is written",
		file:   "session/sqlstore/row.go",
		old:    `case there && r.retired:`,
		new:    `case false:`,
		test:   "TestSQLite/DestroyWins",
		in:     "testdata/stores",
	},
	{
		threat: "databases: an ended session is read",
		file:   "session/sqlstore/load.go",
		old:    `case r.retired:`,
		new:    `case false:`,
		test:   "TestSQLite/States",
		in:     "testdata/stores",
	},
	{
		threat: "databases: writes have no conditions",
		file:   "session/sqlstore/row.go",
		old:    `if w.If != session.Any && w.If != revs[w.Key] {`,
		new:    `if false {`,
		test:   "TestSQLite/Conditions",
		in:     "testdata/stores",
	},
	{
		threat: "databases: a touch shortens a life",
		file:   "session/sqlstore/row.go",
		old:    `if c.TTL > 0 && (data || r.now+life(c.TTL) > next.expires) {`,
		new:    `if c.TTL > 0 {`,
		test:   "TestSQLite/Touch",
		in:     "testdata/stores",
	},
	{
		threat: "Redis: an ended session is written",
		file:   "session/redisstore/apply.lua",
		old:    `if head and sub(head, 1, 1) == 'x' then return refuse(RETIRED) end`,
		new:    ``,
		test:   "TestRedis/DestroyWins",
		in:     "testdata/stores",
	},
	{
		threat: "Redis: changes have no conditions",
		file:   "session/redisstore/apply.lua",
		old:    `if must ~= '0' and must ~= rev then return refuse(CONFLICT) end`,
		new:    ``,
		test:   "TestRedis/Conditions",
		in:     "testdata/stores",
	},
	{
		threat: "Redis: a touch shortens a life",
		file:   "session/redisstore/apply.lua",
		old:    `if tonumber(ttl) > call('PTTL', key) then`,
		new:    `if true then`,
		test:   "TestRedis/Touch",
		in:     "testdata/stores",
	},
}
