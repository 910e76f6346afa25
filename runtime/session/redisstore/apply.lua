-- Carries out a change of one session: all of it, or nothing.
--
-- KEYS: the session, and with the flag m where it moves to.
-- ARGV: 1 the change's id, of 8 bytes, 2 flags, 3 the session's revision that must
-- hold, 0 for any, 4 ttl and 5 retire in ms, 6 the new owner, 7 the owner that a moved
-- session is known to have, 8 the number of writes, and then for each write its field,
-- the revision that must hold (-1 for any), "=" or "-", and the data.
-- Flags: c create, d drop all values, o owner, f fresh, m move, t take (move to a
-- place that this server does not have), k known owner, e end,
-- u: the place to move to is taken.
--
-- A refusal is one of the numbers below. Success is the revision, or, where the
-- index of owners is concerned, {revision, remaining ms, the owner before, fields}.
--
-- A session's fields are #r its revision, #c its creation in µs, #o its owner, #x if
-- it is a tombstone, #i the ids of its last 8 changes with the latest first, and for
-- each key ":key" with "revision:data".
--
-- Whoever is out of memory refuses the first write command of a script if it takes
-- memory, and none after the first. So nothing here is ever done by half.
local NOT_FOUND, RETIRED, CONFLICT, TAKEN, NO_TTL, OWNER = -1, -2, -3, -4, -5, -6
local UNSURE = 10 -- taken off a refusal if the change may have been done before

local key, id, flags = KEYS[1], ARGV[1], ARGV[2]
local must, ttl, writes = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[8])

local function flag(f) return string.find(flags, f, 1, true) ~= nil end
local function int(n) return string.format('%.0f', n) end
local function microseconds()
	local now = redis.call('TIME')
	return int(now[1] * 1000000 + now[2])
end
local function inParts(command, args)
	for i = 1, #args, 1000 do
		redis.call(command, key, unpack(args, i, math.min(i + 999, #args)))
	end
end

local meta = redis.call('HMGET', key, '#r', '#x', '#i', '#o')
local exists, rev = meta[1], tonumber(meta[1] or '0')
local recent, was = meta[3] or '', meta[4] or ''

-- A client may send a script again after a connection has broken. The first time counts.
local at = string.find(recent, id, 1, true)
if at and at % 8 == 1 then return rev - (at - 1) / 8 end

if not exists and not flag('c') then return NOT_FOUND end

-- If this had been done before, its revision would be above floor.
local floor = tonumber(must)
for i = 1, writes do floor = math.max(floor, tonumber(ARGV[6 + 4 * i])) end
local unsure = rev - floor > 8 and UNSURE or 0

if meta[2] then return RETIRED - unsure end
if must ~= '0' and must ~= (exists or '') then return CONFLICT - unsure end
for i = 1, writes do
	local want = ARGV[6 + 4 * i]
	if want ~= '-1' then
		local value = redis.call('HGET', key, ARGV[5 + 4 * i])
		if want ~= (value and string.match(value, '^%d+') or '0') then return CONFLICT - unsure end
	end
end
local move, take, ending = flag('m'), flag('t'), flag('e') and not flag('m') and not flag('t')
if flag('k') and was ~= ARGV[7] then return OWNER end
if flag('u') or move and (KEYS[2] == key or redis.call('EXISTS', KEYS[2]) == 1) then return TAKEN end
if not exists and ttl == 0 and not ending then return NO_TTL end

local data = not exists or flag('d') or flag('o') or move or take or writes > 0
if not data and not ending then
	if ttl > 0 and ttl > redis.call('PTTL', key) then
		redis.call('PEXPIRE', key, ARGV[4])
		if was ~= '' then return {rev, ttl, was} end
	end
	return rev
end
rev = rev + 1
recent = string.sub(id .. recent, 1, 64)

local function entomb()
	redis.call('DEL', key)
	redis.call('HSET', key, '#r', int(rev), '#x', '1', '#i', recent)
	redis.call('PEXPIRE', key, ARGV[5])
end
if ending then
	if exists then
		entomb()
	else
		redis.call('HSET', key, '#r', int(rev), '#x', '1', '#i', recent)
		redis.call('PEXPIRE', key, ARGV[5])
	end
	if was ~= '' then return {rev, 0, was} end
	return rev
end

local gone, put = {}, {'#r', int(rev), '#i', recent}
if flag('d') then
	for _, field in ipairs(redis.call('HKEYS', key)) do
		if string.sub(field, 1, 1) == ':' then gone[#gone + 1] = field end
	end
end
if not exists or flag('f') then
	put[#put + 1], put[#put + 2] = '#c', microseconds()
end
if flag('o') then
	if ARGV[6] == '' then
		gone[#gone + 1] = '#o'
	else
		put[#put + 1], put[#put + 2] = '#o', ARGV[6]
	end
end
local prefix = int(rev) .. ':'
for i = 1, writes do
	local field = ARGV[5 + 4 * i]
	if ARGV[7 + 4 * i] == '-' then
		gone[#gone + 1] = field
	else
		put[#put + 1], put[#put + 2] = field, prefix .. ARGV[8 + 4 * i]
	end
end
if exists then inParts('HDEL', gone) end -- a new session has nothing, and must be refused when memory is full
inParts('HSET', put)
if ttl > 0 then redis.call('PEXPIRE', key, ARGV[4]) end

if move then
	redis.call('RENAME', key, KEYS[2])
	if ARGV[5] ~= '0' then entomb() end
	if was ~= '' then return {rev, redis.call('PTTL', KEYS[2]), was} end
elseif take then
	local left, fields = redis.call('PTTL', key), redis.call('HGETALL', key)
	if ARGV[5] ~= '0' then entomb() else redis.call('DEL', key) end
	return {rev, left, was, fields}
elseif flag('o') or (ttl > 0 and was ~= '') then
	return {rev, redis.call('PTTL', key), was}
end
return rev
