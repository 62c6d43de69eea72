-- ARGV[3] windows whose versions the caller wants
-- then for each entry: id, corrected attempt, paying attempt, cost, microseconds, claims, row of spend, tags, the rest
local FIELDS = 9

local function attempt(id)
  if id == '' then
    return {}
  end
  local row = redis.call('HMGET', at .. 'a:' .. id, 'state', 'left', 'claims', 'row', 'tags', 'time')
  return {
    id = id,
    state = row[1],
    left = tonumber(row[2] or '0'),
    claims = row[3],
    row = row[4],
    tags = row[5],
    millis = math.floor(tonumber(row[6] or '0') / 1000),
  }
end

local function is_open(known)
  return known.state == 'H' or known.state == 'L'
end

local function write(entry, claims)
  local millis = math.floor(tonumber(entry.micros) / 1000)
  redis.call('HSET', at .. 'a:' .. entry.id, 'state', 'S', 'corrects', entry.corrects, 'cost', entry.cost,
    'time', entry.micros, 'claims', claims, 'row', entry.row, 'tags', entry.tags, 'rest', entry.rest)
  book(entry.id, millis)
end

local function count(entry)
  return spend(math.floor(tonumber(entry.micros) / 1000), entry.row, entry.corrects == '' and 1 or 0, tonumber(entry.cost))
end

-- A cost in place of so much of a hold, in the hold's windows.
local function take(known, amount, entry)
  local cost = tonumber(entry.cost)
  local rows = existing(known.claims)
  if not has_room(rows, cost - amount) or not count(entry) then
    return false
  end
  for _, each in ipairs(rows) do
    if known.state == 'H' then
      each.held = each.held - amount
      each.committed = each.committed + cost
    else
      each.committed = each.committed + cost - amount
    end
    each.overrun = each.overrun + math.max(0, cost - amount)
    each.changed = true
  end
  return true
end

local function settle(known, entry)
  if not take(known, known.left, entry) then
    return 'large'
  end
  if known.state == 'L' then
    spend(known.millis, known.row, -1, -known.left)
  end
  write(entry, known.claims)
  return 'settled'
end

local function pay(payer, entry)
  local paid = math.min(payer.left, tonumber(entry.cost))
  if not take(payer, paid, entry) then
    return 'large'
  end
  local left = text(payer.left - paid)
  redis.call('HSET', at .. 'a:' .. payer.id, 'left', left)
  if payer.state == 'L' then
    redis.call('HSET', at .. 'a:' .. payer.id, 'cost', left)
    spend(payer.millis, payer.row, 0, -paid)
  end
  write(entry, payer.claims)
  return 'paid'
end

-- A window that ended and was dropped doesn't come back with a part of its sum.
local function bookable(claims)
  local kept = {}
  for _, claim in ipairs(claims) do
    if window(claim[1]).exists or now < tonumber(claim[3]) then
      kept[#kept + 1] = claim
    end
  end
  return kept
end

local function book_uncovered(entry)
  local cost = tonumber(entry.cost)
  local corrected = attempt(entry.corrects)
  if corrected.state then
    entry.row, entry.tags, entry.claims = corrected.row, corrected.tags, corrected.claims
  end
  local claims = bookable(cjson.decode(entry.claims))
  local rows = {}
  for i, claim in ipairs(claims) do
    rows[i] = window(claim[1])
  end
  if not has_room(rows, cost) or not count(entry) then
    return 'large'
  end
  for i, each in ipairs(rows) do
    if not each.exists then
      create(claims[i])
    end
    each.committed = each.committed + cost
    each.overrun = each.overrun + math.max(0, cost)
    each.changed = true
  end
  write(entry, #claims == 0 and '[]' or cjson.encode(claims))
  return 'uncovered'
end

local function take_in(entry)
  local known = attempt(entry.id)
  if not known.state then
    local payer = attempt(entry.payer)
    if is_open(payer) then
      return pay(payer, entry)
    end
    return book_uncovered(entry)
  elseif is_open(known) and entry.corrects == '' then
    return settle(known, entry)
  end
  return 'known'
end

local answers = {}
for i = 4, #ARGV, FIELDS do
  answers[#answers + 1] = take_in({
    id = ARGV[i],
    corrects = ARGV[i + 1],
    payer = ARGV[i + 2],
    cost = ARGV[i + 3],
    micros = ARGV[i + 4],
    claims = ARGV[i + 5],
    row = ARGV[i + 6],
    tags = ARGV[i + 7],
    rest = ARGV[i + 8],
  })
end
write_windows()
local versions = {}
for i, id in ipairs(cjson.decode(ARGV[3])) do
  versions[i] = text(window(id).version)
end
return { epoch, versions, answers }
