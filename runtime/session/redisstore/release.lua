-- Gives a reserved place free again.
-- KEYS: the place. ARGV: 1 the change's id.
local meta = redis.call('HMGET', KEYS[1], '#p', '#r')
if meta[1] and meta[2] == 'x1:' .. ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
