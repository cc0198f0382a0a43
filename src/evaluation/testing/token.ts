/** A token as an aos process, for tests: balances, transfers with notices, and a handler that fails on purpose. */
export const tokenLua = `
local json = require('json')
Balances = Balances or { [ao.id] = '1000000' }
Handlers.add('Transfer', Handlers.utils.hasMatchingTag('Action', 'Transfer'), function (msg)
  local quantity = tonumber(msg.Tags.Quantity)
  assert(quantity and quantity > 0, 'Quantity must be positive')
  local from = tonumber(Balances[msg.From] or '0')
  if from < quantity then
    ao.send({ Target = msg.From, Action = 'Transfer-Error', Error = 'Insufficient balance' })
    return
  end
  Balances[msg.From] = tostring(math.tointeger(from - quantity))
  local to = tonumber(Balances[msg.Tags.Recipient] or '0')
  Balances[msg.Tags.Recipient] = tostring(math.tointeger(to + quantity))
  ao.send({ Target = msg.From, Action = 'Debit-Notice', Recipient = msg.Tags.Recipient, Quantity = msg.Tags.Quantity })
  ao.send({ Target = msg.Tags.Recipient, Action = 'Credit-Notice', Sender = msg.From, Quantity = msg.Tags.Quantity })
end)
Handlers.add('Balances', Handlers.utils.hasMatchingTag('Action', 'Balances'), function (msg)
  ao.send({ Target = msg.From, Data = json.encode(Balances) })
end)
Handlers.add('Fail', Handlers.utils.hasMatchingTag('Action', 'Fail'), function (msg)
  Balances['spoilt'] = msg.Data
  error({ code = 'failed on purpose' })
end)
Balances[Owner] = '500000'
return #Handlers.list
`;
