-- Tally: the demo network's token. It answers what aos tokens customarily answer (Info, Balance, Balances, Total-Supply,
-- Transfer, Mint, Burn), with amounts as decimal strings of base units, and reports a refused transfer as a message
-- (`Transfer-Error`) rather than as an evaluation error, so that a refusal costs nobody their state.

local bint = require('.bint')(256)
local json = require('json')

Name = 'Tally'
Ticker = 'TALLY'
Logo = '@logo@'
Denomination = 12
Balances = Balances or {}
TotalSupply = TotalSupply or '0'

local function positive(text)
  if type(text) ~= 'string' or #text > 60 or not text:match('^%d+$') then return nil end
  local amount = bint.fromstring(text)
  if bint.iszero(amount) then return nil end
  return amount
end

local function held(account)
  return bint.fromstring(Balances[account] or '0')
end

local function put(account, amount)
  Balances[account] = tostring(amount)
end

local function refuse(msg, reason)
  msg.reply({ Action = msg.Action .. '-Error', ['Message-Id'] = msg.Id, Error = reason })
end

-- Tags that begin with X- belong to the sender and travel with both notices.
local function forwardTags(msg, notice)
  for name, value in pairs(msg.Tags) do
    if name:sub(1, 2) == 'X-' then notice[name] = value end
  end
  return notice
end

Handlers.add('Info', 'Info', function(msg)
  msg.reply({ Name = Name, Ticker = Ticker, Logo = Logo, Denomination = tostring(Denomination) })
end)

Handlers.add('Balance', 'Balance', function(msg)
  local account = msg.Tags.Recipient or msg.Tags.Target or msg.From
  local amount = Balances[account] or '0'
  msg.reply({ Balance = amount, Ticker = Ticker, Account = account, Data = amount })
end)

Handlers.add('Balances', 'Balances', function(msg)
  msg.reply({ Ticker = Ticker, Data = json.encode(Balances) })
end)

Handlers.add('Total-Supply', 'Total-Supply', function(msg)
  msg.reply({ Action = 'Total-Supply', Ticker = Ticker, Data = TotalSupply })
end)

Handlers.add('Transfer', 'Transfer', function(msg)
  local recipient = msg.Tags.Recipient
  local amount = positive(msg.Tags.Quantity)
  if type(recipient) ~= 'string' or recipient == '' then return refuse(msg, 'Recipient is required!') end
  if amount == nil then return refuse(msg, 'Quantity must be a positive whole number!') end
  local funds = held(msg.From)
  if not bint.__le(amount, funds) then return refuse(msg, 'Insufficient Balance!') end

  put(msg.From, funds - amount)
  put(recipient, held(recipient) + amount)
  if msg.Tags.Cast then return end

  local quantity = tostring(amount)
  msg.reply(forwardTags(msg, {
    Action = 'Debit-Notice',
    Recipient = recipient,
    Quantity = quantity,
    Data = Colors.gray .. 'You transferred ' .. Colors.blue .. quantity .. Colors.gray .. ' to ' ..
      Colors.green .. recipient .. Colors.reset,
  }))
  Send(forwardTags(msg, {
    Target = recipient,
    Action = 'Credit-Notice',
    Sender = msg.From,
    Quantity = quantity,
    Data = Colors.gray .. 'You received ' .. Colors.blue .. quantity .. Colors.gray .. ' from ' ..
      Colors.green .. msg.From .. Colors.reset,
  }))
end)

Handlers.add('Mint', 'Mint', function(msg)
  local amount = positive(msg.Tags.Quantity)
  if msg.From ~= Owner then return refuse(msg, 'Only the owner mints!') end
  if amount == nil then return refuse(msg, 'Quantity must be a positive whole number!') end
  local account = msg.Tags.Recipient or msg.From
  put(account, held(account) + amount)
  TotalSupply = tostring(bint.fromstring(TotalSupply) + amount)
  msg.reply({ Action = 'Mint-Notice', Recipient = account, Quantity = tostring(amount), Data = TotalSupply })
end)

Handlers.add('Burn', 'Burn', function(msg)
  local amount = positive(msg.Tags.Quantity)
  if amount == nil then return refuse(msg, 'Quantity must be a positive whole number!') end
  local funds = held(msg.From)
  if not bint.__le(amount, funds) then return refuse(msg, 'Insufficient Balance!') end
  put(msg.From, funds - amount)
  TotalSupply = tostring(bint.fromstring(TotalSupply) - amount)
  msg.reply({ Action = 'Burn-Notice', Quantity = tostring(amount), Data = TotalSupply })
end)

return Name .. ' is ready.'
