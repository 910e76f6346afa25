-- Returns a page of an owner's index: the time in seconds, and entries.
-- KEYS: the index. ARGV: 1 after which id, "" for the first page, 2 how many.
local from = ARGV[1] == '' and '-' or '(' .. ARGV[1] .. '\255'
return {tonumber(redis.call('TIME')[1]), redis.call('ZRANGEBYLEX', KEYS[1], from, '+', 'LIMIT', 0, ARGV[2])}
