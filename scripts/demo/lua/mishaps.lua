-- Mishaps: a process that fails on purpose, in every way that a process can. Whatever a failing message did is undone: the
-- counter moves only with messages that end well.

Name = 'Mishaps'
Counter = Counter or 0
Kept = Kept or {}

Handlers.prepend('Count-Every-Message', function(msg)
  return msg.Action ~= 'Eval' and 'continue' or 'skip'
end, function()
  Counter = Counter + 1
end)

Handlers.add('Count', 'Count', function(msg)
  msg.reply({ Counter = tostring(Counter), Data = tostring(Counter) })
end)

Handlers.add('Divide', 'Divide', function(msg)
  local dividend, divisor = tonumber(msg.Tags.Dividend), tonumber(msg.Tags.Divisor)
  assert(dividend and divisor, 'Dividend and Divisor must be numbers!')
  assert(divisor ~= 0, 'Division by zero!')
  msg.reply({ Quotient = tostring(dividend // divisor), Remainder = tostring(dividend % divisor) })
end)

Handlers.add('Keep-Then-Fail', 'Keep-Then-Fail', function(msg)
  table.insert(Kept, msg.Data)
  Send({ Target = msg.From, Data = 'This message is never sent.' })
  error({ code = 'kept-nothing' })
end)

Handlers.add('Index-Nothing', 'Index-Nothing', function()
  local nothing = nil
  return nothing.field
end)

Handlers.add('Recurse', 'Recurse', function()
  local function deeper(depth) return 1 + deeper(depth + 1) end
  return deeper(0)
end)

Handlers.add('Hoard', 'Hoard', function(msg)
  Hoard = string.rep(msg.Data, tonumber(msg.Tags.Copies))
end)

Handlers.add('Grow', 'Grow', function(msg)
  Grown = string.rep('selfsame ', tonumber(msg.Tags.Copies))
  msg.reply({ Data = tostring(#Grown) })
end)

Handlers.add('Catch', 'Catch', function(msg)
  local ok, reason = pcall(error, 'caught in time')
  msg.reply({ Ok = tostring(ok), Reason = tostring(reason) })
end)

Handlers.add('Ask-The-Clock', 'Ask-The-Clock', function(msg)
  msg.reply({ Time = tostring(os.time()), Date = os.date('!%Y-%m-%d', os.time() // 1000), Clock = tostring(os.clock()) })
end)

Handlers.add('Open-Missing', 'Open-Missing', function(msg)
  local file, reason = io.open('/no/such/file', 'r')
  msg.reply({ Opened = tostring(file), Reason = tostring(reason) })
end)

return Name .. ' will happen.'
