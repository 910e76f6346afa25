-- Returns the remaining ms, the time in µs and all fields of a session.
local now = redis.call('TIME')
return {redis.call('PTTL', KEYS[1]), now[1] * 1000000 + now[2], redis.call('HGETALL', KEYS[1])}
