-- KEYS: counts. ARGV: for each, microseconds that a token is worth (0: a plain count), and tokens
-- taken. Answers for each: microseconds until the bucket is full, or the count.
-- A bucket is kept as the instant at which it will be full, by the clock of Redis alone.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local answer = {}
for i, key in ipairs(KEYS) do
  local worth = tonumber(ARGV[2 * i - 1])
  local tokens = tonumber(ARGV[2 * i])
  if worth == 0 then
    answer[i] = redis.call('INCRBY', key, tokens)
    redis.call('EXPIRE', key, 172800)
  else
    local full = tonumber(redis.call('GET', key) or '0')
    if full < now then
      full = now
    end
    full = full + tokens * worth
    local left = math.ceil(full - now)
    if left > 0 then
      redis.call('SET', key, string.format('%.0f', full), 'PX', math.ceil(left / 1000) + 1000)
    end
    answer[i] = left
  end
end
return answer
