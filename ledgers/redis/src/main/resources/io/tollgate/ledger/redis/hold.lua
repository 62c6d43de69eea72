-- ARGV[3] attempt  [4] amount  [5] milliseconds until it lapses  [6] claims  [7] row of spend  [8] tags
-- ARGV[9] 1 if the hold was granted before and the store has lost it: then it is not judged
local key = at .. 'a:' .. ARGV[3]
local amount = tonumber(ARGV[4])
local claims = cjson.decode(ARGV[6])
local again = ARGV[9] == '1'

local function versions()
  local all = {}
  for i, claim in ipairs(claims) do
    all[i] = text(window(claim[1]).version)
  end
  return all
end

local known = redis.call('HMGET', key, 'state', 'amount', 'claims')
if known[1] == 'H' then
  return { epoch, versions(), 'held', known[2], known[3] }
elseif known[1] then
  return { epoch, versions(), 'finished' }
end

local claimed = {}
local made = false
for i, claim in ipairs(claims) do
  if not again and (now < tonumber(claim[2]) or now >= tonumber(claim[3])) then
    return { epoch, versions(), 'stale', text(now) }
  end
  claimed[i] = window(claim[1])
end
for i, claim in ipairs(claims) do
  local limit = tonumber(claim[4])
  if not claimed[i].exists then
    create(claim)
    made = true
  elseif claimed[i].limit ~= limit and not again then
    claimed[i].limit = limit
    claimed[i].changed = true
  end
end

local refused
local reason
for i, each in ipairs(claimed) do
  if amount > 0 and not again then
    if each.committed + amount > each.limit then
      refused, reason = i, 'exhausted'
      break
    elseif not refused and each.committed + each.held + amount > each.limit then
      refused, reason = i, 'crowded'
    end
  end
end
local live = made and text(redis.call('ZCOUNT', at .. 'ends', '(' .. text(now), '+inf')) or ''
if refused then
  local each = claimed[refused]
  write_windows()
  return { epoch, versions(), reason, live, text(refused - 1), text(each.committed), text(each.held), text(each.overrun) }
end
if not has_room(claimed, amount) then
  write_windows()
  return { epoch, versions(), 'large' }
end
for _, each in ipairs(claimed) do
  each.held = each.held + amount
  each.changed = true
  local above = each.committed + each.held - each.limit - each.overrun
  if again and above > 0 then
    each.overrun = each.overrun + math.min(above, amount)
  end
end
write_windows()
redis.call('HSET', key, 'state', 'H', 'amount', ARGV[4], 'left', ARGV[4], 'claims', ARGV[6], 'row', ARGV[7], 'tags', ARGV[8])
redis.call('ZADD', at .. 'due', text(now + tonumber(ARGV[5])), ARGV[3])
return { epoch, versions(), 'granted', live }
