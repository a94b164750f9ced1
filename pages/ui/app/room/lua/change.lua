-- Replaces a room, if it still has the stamp that the caller read. Returns 1 if so, else 0.
-- KEYS: the room, its images, the open rooms.
-- ARGV: the stamp read, the new stamp, the json, the milliseconds to live, the number of new
-- images, the id and the bytes of each, and the ids of those to forget.
local room, images, open = KEYS[1], KEYS[2], KEYS[3]
if redis.call('HGET', room, 'stamp') ~= ARGV[1] then
  return 0
end
local last = 5 + 2 * tonumber(ARGV[5])
for place = 6, last, 2 do
  redis.call('HSET', images, ARGV[place], ARGV[place + 1])
end
for place = last + 1, #ARGV do
  redis.call('HDEL', images, ARGV[place])
end
redis.call('PEXPIRE', images, ARGV[4])
redis.call('HSET', room, 'stamp', ARGV[2], 'json', ARGV[3])
redis.call('PEXPIRE', room, ARGV[4])
if redis.call('PTTL', open) < tonumber(ARGV[4]) then -- the list lives as long as its last room
  redis.call('PEXPIRE', open, ARGV[4])
end
return 1
