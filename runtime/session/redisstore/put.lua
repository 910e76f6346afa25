-- Puts a session that was taken from another place at a new one.
--
-- KEYS: the new place. ARGV: 1 the change's id, 2 the remaining ms, and then the
-- fields and their contents. Returns 1, or 0 if somebody else is there.
local recent = redis.call('HGET', KEYS[1], '#i')
if recent then return string.find(recent, ARGV[1], 1, true) and 1 or 0 end
for i = 3, #ARGV, 1000 do
	redis.call('HSET', KEYS[1], unpack(ARGV, i, math.min(i + 999, #ARGV)))
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
