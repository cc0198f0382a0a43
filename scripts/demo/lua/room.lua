-- Harbour: the demo network's chat room. Who has a name may speak; what is said is told to everyone who is here, and the room
-- pays tips out of the tokens that it was given.

Name = 'Harbour'
Token = '@token@'
Members = Members or {}
Order = Order or {}
History = History or {}
Purse = Purse or '0'

local function refuse(msg, reason)
  msg.reply({ Action = msg.Action .. '-Error', ['Message-Id'] = msg.Id, Error = reason })
end

local function tell(author, text)
  table.insert(History, { Author = author, Text = text, Time = os.time() })
  for _, address in ipairs(Order) do
    Send({ Target = address, Action = 'Said', Author = author, Data = text })
  end
end

Handlers.add('Register', 'Register', function(msg)
  local nickname = msg.Tags.Nickname
  if type(nickname) ~= 'string' or nickname == '' then return refuse(msg, 'Nickname is required!') end
  for address, taken in pairs(Members) do
    if taken == nickname and address ~= msg.From then return refuse(msg, 'That nickname is taken!') end
  end
  if Members[msg.From] == nil then table.insert(Order, msg.From) end
  Members[msg.From] = nickname
  msg.reply({ Action = 'Registered', Nickname = nickname, Data = 'Welcome to the harbour, ' .. nickname .. '!' })
end)

Handlers.add('Say', 'Say', function(msg)
  local nickname = Members[msg.From]
  if nickname == nil then return refuse(msg, 'Register first!') end
  print(Colors.green .. nickname .. Colors.reset .. ': ' .. msg.Data)
  tell(nickname, msg.Data)
end)

Handlers.add('Leave', 'Leave', function(msg)
  if Members[msg.From] == nil then return refuse(msg, 'You are not here!') end
  Members[msg.From] = nil
  for place, address in ipairs(Order) do
    if address == msg.From then table.remove(Order, place) break end
  end
  msg.reply({ Action = 'Left', Data = 'Fair winds.' })
end)

Handlers.add('Tip', 'Tip', function(msg)
  if Members[msg.From] == nil then return refuse(msg, 'Register first!') end
  Send({ Target = Token, Action = 'Transfer', Recipient = msg.Tags.Recipient, Quantity = msg.Tags.Quantity })
end)

Handlers.add('Credit-Notice', 'Credit-Notice', function(msg)
  if msg.From ~= Token then return refuse(msg, 'Only ' .. Token .. ' is money here!') end
  Purse = msg.Tags.Quantity
  tell(Name, 'The room received ' .. msg.Tags.Quantity .. ' from ' .. msg.Tags.Sender)
end)

Handlers.add('Members', 'Members', function(msg)
  msg.reply({ Data = require('json').encode(Members) })
end)

Handlers.add('History', 'History', function(msg)
  msg.reply({ Data = require('json').encode(History) })
end)

return Colors.green .. Name .. Colors.reset .. ' is open.'
