-- Puts a session that was taken from another place at the one reserved for it.
--
-- KEYS: the new place. ARGV: 1 the change's id, 2 the remaining ms, and then the
-- fields and their contents. Returns 1, or 0 if somebody else is there.
local meta = redis.call('HMGET', KEYS[1], '#p', '#r')
if meta[2] and not string.find(meta[2], ARGV[1], 1, true) then return 0 end
if meta[2] and not meta[1] then return 1 end -- it has been done
redis.call('DEL', KEYS[1])
for i = 3, #ARGV, 1000 do
	redis.call('HSET', KEYS[1], unpack(ARGV, i, math.min(i + 999, #ARGV)))
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
