-- Keeps a place free for a session that is about to be moved there: by a tombstone
-- with the field #p, which goes by itself if nobody comes. A server that is out of memory
-- refuses this, and so never what comes after it: see put.lua.
--
-- KEYS: the place. ARGV: 1 the change's id. Returns 1, or 0 if somebody else is there.
local recent = redis.call('HGET', KEYS[1], '#i')
if recent then return recent == ARGV[1] and 1 or 0 end
redis.call('HSET', KEYS[1], '#r', 1, '#x', 1, '#i', ARGV[1], '#p', 1)
redis.call('PEXPIRE', KEYS[1], 60000)
return 1
