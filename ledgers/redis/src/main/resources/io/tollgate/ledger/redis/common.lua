-- What every script begins with. Amounts are nano-dollars: as text in the store, and here as numbers, which are exact
-- up to MOST; time is in milliseconds. All keys have the hash tag of KEYS[1], so that a cluster keeps them together.
--
-- KEYS[1]  {name}:ledger  hash of the ledger: epoch, now, booking, forgotten
--          {name}:w:ID    hash of a window; {name}:ends  windows by their end
--          {name}:a:ID    hash of an attempt or a correction; state H(eld), L(apsed) or S(ettled)
--          {name}:due     held attempts by the time of their lapse
--          {name}:booked  booked attempts by the number of the booking; {name}:aged by the time of their entry
--          {name}:s:DAY   hash of a day's spend: c.. the cost, n.. the attempts of a row; {name}:days  those days
-- ARGV[1]  the time, in place of the server's; empty for that
-- ARGV[2]  the epoch, if the ledger is new
local MOST = 9000000000000000
local DAY = 86400000
local meta = KEYS[1]
local at = string.sub(meta, 1, -7)

-- tostring would write 1e+15.
local function text(number)
  if number == 0 then
    return '0'
  end
  return string.format('%.0f', number)
end

local ledger = redis.call('HMGET', meta, 'epoch', 'now')
local epoch = ledger[1]
local now
if ARGV[1] == '' then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
else
  now = tonumber(ARGV[1])
end
local latest = tonumber(ledger[2] or '-1')
if latest > now then
  now = latest
end
if not epoch then
  epoch = ARGV[2]
  redis.call('HSET', meta, 'epoch', epoch, 'now', text(now))
elseif now > latest then
  redis.call('HSET', meta, 'now', text(now))
end

local windows = {}

local function window(id)
  local known = windows[id]
  if not known then
    local key = at .. 'w:' .. id
    local row = redis.call('HMGET', key, 'limit', 'committed', 'held', 'overrun', 'version')
    known = {
      id = id,
      key = key,
      exists = row[5] and true or false,
      limit = tonumber(row[1] or '0'),
      committed = tonumber(row[2] or '0'),
      held = tonumber(row[3] or '0'),
      overrun = tonumber(row[4] or '0'),
      version = tonumber(row[5] or '0'),
    }
    windows[id] = known
  end
  return known
end

-- A claim is window, start, end and limit.
local function create(claim)
  local made = window(claim[1])
  redis.call('HSET', made.key, 'start', claim[2], 'end', claim[3])
  redis.call('ZADD', at .. 'ends', claim[3], claim[1])
  made.exists = true
  made.changed = true
  made.limit = tonumber(claim[4])
  return made
end

-- Each change raises the version: a process that sees it fall knows that writes were lost.
local function write_windows()
  for _, each in pairs(windows) do
    if each.changed then
      each.version = each.version + 1
      redis.call('HSET', each.key, 'limit', text(each.limit), 'committed', text(each.committed),
        'held', text(each.held), 'overrun', text(each.overrun), 'version', text(each.version))
    end
  end
end

-- The windows of these claims that there are.
local function existing(claims)
  local found = {}
  for _, claim in ipairs(cjson.decode(claims)) do
    local each = window(claim[1])
    if each.exists then
      found[#found + 1] = each
    end
  end
  return found
end

local function has_room(rows, more)
  for _, each in ipairs(rows) do
    local level = each.committed + each.held + more
    if level > MOST or level < -MOST or each.overrun + math.max(0, more) > MOST then
      return false
    end
  end
  return true
end

-- A day's spend of a row; false, and nothing is changed, if the sum can't be told.
local function spend(millis, row, attempts, cost)
  local day = text(math.floor(millis / DAY))
  local sum = redis.pcall('HINCRBY', at .. 's:' .. day, 'c' .. row, text(cost))
  if type(sum) == 'table' then
    return false
  end
  redis.call('HINCRBY', at .. 's:' .. day, 'n' .. row, text(attempts))
  redis.call('ZADD', at .. 'days', day, day)
  return true
end

local function book(id, millis)
  local number = redis.call('HINCRBY', meta, 'booking', 1)
  redis.call('ZREM', at .. 'due', id)
  redis.call('ZADD', at .. 'booked', number, id)
  redis.call('ZADD', at .. 'aged', text(millis), id)
end
