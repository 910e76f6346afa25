-- Notes a session of an owner in the owner's index.
--
-- KEYS: the index, a sorted set of scores 0. Its members are the 32 bytes of an id and
-- 10 digits, the time of the entry in seconds: who prunes leaves those alone that
-- are so young that their session may be on its way.
-- ARGV: 1 the id, 2 how many ms the index must be kept, at least.
-- Returns some other entries, to be looked at whether they can go.
local key, id = KEYS[1], ARGV[1]
local seconds = tonumber(redis.call('TIME')[1])
local member = id .. string.format('%010d', seconds)
redis.call('ZADD', key, 0, member)
redis.call('ZREMRANGEBYLEX', key, '[' .. id, '(' .. member)
if redis.call('PTTL', key) < tonumber(ARGV[2]) then redis.call('PEXPIRE', key, ARGV[2]) end

local others = redis.call('ZRANGEBYLEX', key, '(' .. member, '+', 'LIMIT', 0, 2)
if #others < 2 then
	for _, first in ipairs(redis.call('ZRANGEBYLEX', key, '-', '(' .. member, 'LIMIT', 0, 2 - #others)) do
		others[#others + 1] = first
	end
end
local old = {}
for _, other in ipairs(others) do
	if seconds - tonumber(string.sub(other, 33)) > 60 then old[#old + 1] = other end
end
return old
