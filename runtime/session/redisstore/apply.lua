-- Carries out a change of one session: all of it, or nothing.
--
-- KEYS: the session, and with the flag m where it moves to.
-- ARGV: 1 the change's id, of 8 bytes, 2 flags, 3 the session's revision that must
-- hold, 0 for any, 4 ttl and 5 retire in ms, 6 the new owner, 7 the owner that a moved
-- session is known to have, and then for each write its field, the revision that must
-- hold (-1 for any), "=" or "-", and the data.
-- Flags: c create, d drop all values, o owner, f fresh, m move, t take (move to a
-- place that this server does not have), u the place to move to is taken, k known
-- owner, e end.
--
-- A refusal is one of the numbers below. Success is the revision, or, where the
-- index of owners is concerned, {revision, remaining ms, the owner before, fields}.
--
-- A session's fields are #r, "revision:" and the ids of its last 5 changes with the latest
-- first, #c its creation in µs, #o its owner, and for each key ":key" with
-- "revision:data". A tombstone has #r only, and that begins with "x".
--
-- Whoever is out of memory refuses the first write command of a script if it takes
-- memory, and none after the first. So nothing here is ever done by half.
local NOT_FOUND, RETIRED, CONFLICT, TAKEN, NO_TTL, OWNER = -1, -2, -3, -4, -5, -6
local UNSURE = 10 -- taken off a refusal if the change may have been done before
local KEPT = 5    -- as many ids of changes; Redis keeps fields of up to 64 bytes in a compact form

local ARGV, call, find, sub, match = ARGV, redis.call, string.find, string.sub, string.match
local key, id, flags, must, ttl = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local head = call('HGET', key, '#r')
local rev, recent = 0, ''
if head then
	local colon = find(head, ':', 1, true)
	rev, recent = match(head, '%d+'), sub(head, colon + 1)
	-- A client may send a script again after a connection has broken. The first time counts.
	local at = find(recent, id, 1, true)
	if at and at % 8 == 1 then return rev - (at - 1) / 8 end
elseif not find(flags, 'c', 1, true) then
	return NOT_FOUND
end

local function refuse(code)
	local floor = tonumber(must) -- if this had been done before, its revision would be above
	for i = 9, #ARGV, 4 do floor = math.max(floor, tonumber(ARGV[i])) end
	if rev - floor > KEPT then return code - UNSURE end
	return code
end
if head and sub(head, 1, 1) == 'x' then return refuse(RETIRED) end
if must ~= '0' and must ~= rev then return refuse(CONFLICT) end
for i = 8, #ARGV, 4 do
	local want = ARGV[i + 1]
	if want ~= '-1' then
		local value = call('HGET', key, ARGV[i])
		if want ~= (value and match(value, '^%d+') or '0') then return refuse(CONFLICT) end
	end
end
rev = rev + 1
recent = sub(id .. recent, 1, KEPT * 8)

-- The values that the writes make, and the fields that they remove.
local put, gone = {'#r', rev .. ':' .. recent}, nil
for i = 8, #ARGV, 4 do
	if ARGV[i + 2] == '=' then
		put[#put + 1], put[#put + 2] = ARGV[i], rev .. ':' .. ARGV[i + 3]
	else
		gone = gone or {}
		gone[#gone + 1] = ARGV[i]
	end
end
local function inParts(command, args)
	for i = 1, #args, 1000 do
		call(command, key, unpack(args, i, math.min(i + 999, #args)))
	end
end
local function write()
	-- A new session has nothing to remove, and must be refused when memory is full.
	if gone and head then inParts('HDEL', gone) end
	inParts('HSET', put)
end
if flags == '' and ttl == '0' then -- most changes are no more than this
	if #ARGV < 8 then return rev - 1 end
	write()
	return rev
end

local function flag(f) return find(flags, f, 1, true) ~= nil end
local was = call('HGET', key, '#o') or ''
local move, take, ending = flag('m'), flag('t'), flag('e')
if flag('k') and was ~= ARGV[7] then return OWNER end
if flag('u') or move and (KEYS[2] == key or call('EXISTS', KEYS[2]) == 1) then return TAKEN end
if not head and ttl == '0' and not ending then return NO_TTL end

if head and #ARGV < 8 and not (flag('d') or flag('o') or move or take or ending) then -- a touch
	if tonumber(ttl) > call('PTTL', key) then
		call('PEXPIRE', key, ttl)
		if was ~= '' then return {rev - 1, tonumber(ttl), was} end
	end
	return rev - 1
end

local function entomb(exists)
	if exists then call('DEL', key) end
	call('HSET', key, '#r', 'x' .. rev .. ':' .. recent)
	call('PEXPIRE', key, ARGV[5])
end
if ending then
	entomb(head)
	if was ~= '' then return {rev, 0, was} end
	return rev
end

if flag('d') then
	gone = gone or {}
	for _, field in ipairs(call('HKEYS', key)) do
		if sub(field, 1, 1) == ':' then gone[#gone + 1] = field end
	end
end
if not head or flag('f') then
	local now = call('TIME')
	put[#put + 1], put[#put + 2] = '#c', string.format('%.0f', now[1] * 1000000 + now[2])
end
if flag('o') then
	if ARGV[6] == '' then
		gone = gone or {}
		gone[#gone + 1] = '#o'
	else
		put[#put + 1], put[#put + 2] = '#o', ARGV[6]
	end
end
write()
if ttl ~= '0' then call('PEXPIRE', key, ttl) end

if move then
	call('RENAME', key, KEYS[2])
	if ARGV[5] ~= '0' then entomb(false) end
	if was ~= '' then return {rev, call('PTTL', KEYS[2]), was} end
elseif take then
	local left, fields = call('PTTL', key), call('HGETALL', key)
	if ARGV[5] ~= '0' then entomb(true) else call('DEL', key) end
	return {rev, left, was, fields}
elseif flag('o') or (ttl ~= '0' and was ~= '') then
	return {rev, call('PTTL', key), was}
end
return rev
