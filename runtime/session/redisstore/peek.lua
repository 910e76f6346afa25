-- Returns for each session its remaining ms, its age in µs and its owner, or 0 if
-- it is absent or retired.
local now = redis.call('TIME')
local micros, found = now[1] * 1000000 + now[2], {}
for i, key in ipairs(KEYS) do
	local meta = redis.call('HMGET', key, '#c', '#o')
	found[i] = meta[1] and {redis.call('PTTL', key), micros - meta[1], meta[2] or ''} or 0
end
return found
