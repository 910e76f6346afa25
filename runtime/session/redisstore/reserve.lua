-- Keeps a place free for a session that is about to be moved there: by a tombstone
-- with the field #p, which goes by itself if nobody comes. A server that is out of memory
-- refuses this, and so never what comes after it: see put.lua.
--
-- KEYS: the place. ARGV: 1 the change's id. Returns 1, or 0 if somebody else is there.
local mine = 'x1:' .. ARGV[1]
local head = redis.call('HGET', KEYS[1], '#r')
if head then return head == mine and 1 or 0 end
redis.call('HSET', KEYS[1], '#r', mine, '#p', 1)
redis.call('PEXPIRE', KEYS[1], 60000)
return 1
