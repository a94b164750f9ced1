-- Removes a room.
-- KEYS: the room, its images, the open rooms.
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('SREM', KEYS[3], KEYS[1])
