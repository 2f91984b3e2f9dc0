-- Loads the requests of a file (one body a line; in batch files bodies are separated by an empty line) and sends them in turn.
local requests, at = {}, 0

function init(arguments)
  local file = io.open(arguments[1], "rb")
  local text = file:read("*a")
  file:close()
  local headers = { ["Authorization"] = "Bearer " .. arguments[2], ["Content-Type"] = arguments[3] }
  for body in text:gmatch("(.-)\n\n") do
    requests[#requests + 1] = wrk.format("POST", nil, headers, body .. "\n")
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"seconds":%f,"p50_ms":%f,"p99_ms":%f,"max_ms":%f,"errors":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3, errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
