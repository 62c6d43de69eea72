-- Apart from book, since it looks for its work by itself.
-- ARGV[3] windows whose versions the caller wants  [4] how many holds, entries and windows to touch at most
-- ARGV[5] milliseconds for which entries and ended windows are kept
local most = tonumber(ARGV[4])
local old = now - tonumber(ARGV[5])
local done = 0

local function first(index, last)
  return redis.call('ZRANGEBYSCORE', at .. index, '-inf', last, 'LIMIT', 0, most - done)
end

for _, id in ipairs(first('due', text(now))) do
  local key = at .. 'a:' .. id
  local known = redis.call('HMGET', key, 'left', 'claims', 'row')
  local left = tonumber(known[1])
  for _, each in ipairs(existing(known[2])) do
    each.held = each.held - left
    each.committed = each.committed + left
    each.changed = true
  end
  spend(now, known[3], 1, left)
  redis.call('HSET', key, 'state', 'L', 'cost', known[1], 'time', text(now) .. '000')
  book(id, now)
  done = done + 1
end
write_windows()
-- The sums of spend stay.
for _, id in ipairs(first('aged', '(' .. text(old))) do
  redis.call('DEL', at .. 'a:' .. id)
  redis.call('ZREM', at .. 'booked', id)
  redis.call('ZREM', at .. 'aged', id)
  redis.call('HINCRBY', meta, 'forgotten', 1)
  done = done + 1
end
for _, id in ipairs(first('ends', '(' .. text(old))) do
  if window(id).held == 0 then
    redis.call('DEL', at .. 'w:' .. id)
    redis.call('ZREM', at .. 'ends', id)
    windows[id] = nil
    done = done + 1
  end
end
local versions = {}
for i, id in ipairs(cjson.decode(ARGV[3])) do
  versions[i] = text(window(id).version)
end
return { epoch, versions, text(done), text(redis.call('ZCOUNT', at .. 'ends', '(' .. text(now), '+inf')) }
