-- Library: the demo network's reading room. Nobody sends it anything to read: existing items are assigned to it, and it keeps
-- what it was shown.

Name = 'Library'
Shelf = Shelf or {}
Letters = Letters or {}

ao.addAssignable('readings', function(msg)
  return msg.Tags['Content-Type'] == 'text/plain' or msg.Action == 'Transfer'
end)

Handlers.add('Shelve', function(msg)
  return ao.isAssignment(msg)
end, function(msg)
  table.insert(Shelf, { Id = msg.Id, From = msg.From, Title = msg.Tags.Title or msg.Action, Length = #msg.Data })
  print('Shelved ' .. msg.Id)
end)

Handlers.add('Letter', 'Letter', function(msg)
  table.insert(Letters, { From = msg.From, Anchor = msg.Anchor, Length = #msg.Data })
  msg.reply({ Length = tostring(#msg.Data), Anchor = tostring(msg.Anchor) })
end)

Handlers.add('Catalogue', 'Catalogue', function(msg)
  msg.reply({ Data = require('json').encode(Shelf) })
end)

return Name .. ' is open.'
