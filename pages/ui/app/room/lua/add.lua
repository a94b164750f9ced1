-- Adds a room. Returns 'taken' if its key is in use, 'full' if there are too many rooms.
-- KEYS: the room, its images, the open rooms.
-- ARGV: the stamp, the json, the milliseconds to live, the most rooms.
local room, images, open = KEYS[1], KEYS[2], KEYS[3]
if redis.call('EXISTS', room) == 1 then
  return 'taken'
end
for _, other in ipairs(redis.call('SMEMBERS', open)) do
  if redis.call('EXISTS', other) == 0 then -- it ended by itself
    redis.call('SREM', open, other)
  end
end
if redis.call('SCARD', open) >= tonumber(ARGV[4]) then
  return 'full'
end
redis.call('DEL', images)
redis.call('HSET', room, 'stamp', ARGV[1], 'json', ARGV[2])
redis.call('PEXPIRE', room, ARGV[3])
redis.call('SADD', open, room)
if redis.call('PTTL', open) < tonumber(ARGV[3]) then -- the list lives as long as its last room
  redis.call('PEXPIRE', open, ARGV[3])
end
return 'added'
