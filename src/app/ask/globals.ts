/**
 * A script for aos's `Eval`, which runs what the process's owner says: all that the process keeps in global variables, a line a value, in
 * one order. Left out are functions, and what modules brought along: tables that `require` gave.
 */
export const globalsScript = String.raw`local brought, within, lines = {}, {}, {}
for _, module in pairs(package.loaded) do brought[module] = true end
local function quote(text)
  return (string.format('%q', text):gsub('\\\n', '\\n'))
end
local function nameOf(key)
  return type(key) == 'string' and quote(key) or type(key) == 'number' and tostring(key) or type(key)
end
local function write(path, value)
  local kind = type(value)
  if kind == 'function' or brought[value] then return end
  if kind == 'string' then
    lines[#lines + 1] = path .. ' = ' .. quote(value)
  elseif kind ~= 'table' then
    lines[#lines + 1] = path .. ' = ' .. (kind == 'userdata' and kind or tostring(value))
  elseif within[value] then
    lines[#lines + 1] = path .. ' = a table around it'
  elseif next(value) == nil then
    lines[#lines + 1] = path .. ' = {}'
  else
    within[value] = true
    for key, item in next, value do write(path .. '[' .. nameOf(key) .. ']', item) end
    within[value] = nil
  end
end
for name, value in next, _G do write(tostring(name), value) end
table.sort(lines)
return table.concat(lines, '\n')`;
