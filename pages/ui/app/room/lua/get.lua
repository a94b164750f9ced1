-- Returns {stamp} if the room has the stamp that the caller knows, {stamp, json} if another one,
-- and {} if there is no room.
-- KEYS: the room. ARGV: the known stamp.
local stamp = redis.call('HGET', KEYS[1], 'stamp')
if not stamp then
  return {}
end
if stamp == ARGV[1] then
  return { stamp }
end
return { stamp, redis.call('HGET', KEYS[1], 'json') }
