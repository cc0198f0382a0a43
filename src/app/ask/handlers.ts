import type { MessageView } from '../../engine/api.ts';

export type HandledMessage = Pick<
  MessageView,
  | 'messageId'
  | 'from'
  | 'owner'
  | 'target'
  | 'tags'
  | 'data'
  | 'nonce'
  | 'timestampMs'
  | 'blockHeight'
  | 'hashChain'
>;

/** A link carries the script, and with it the data; patterns look at words and not at files. */
const mostDataCharacters = 4_000;

/**
 * A script for aos's `Eval`, which runs what the process's owner says: which of the process's handlers take a message, one a line, in the order in
 * which aos asks them. Nothing is handled. What a pattern answers weighs as in aos's `Handlers.evaluate`: below zero ends the asking, above zero goes
 * on, and `_default` takes what nobody ended. Before that aos refuses what no authority has signed, and foreign assignments.
 */
export function handlersScript(message: HandledMessage): string {
  const { data } = message;
  const isCut = data !== null && data.length > mostDataCharacters;
  const fields = {
    Id: message.messageId,
    From: message.from,
    Owner: message.owner,
    Target: message.target ?? '',
    Data: isCut ? data.slice(0, mostDataCharacters) : (data ?? ''),
    Nonce: String(message.nonce),
    'Hash-Chain': message.hashChain,
  };
  const members = Object.entries(fields).map(([name, value]) => `[${quote(name)}] = ${quote(value)}`);
  const tags = message.tags.map(({ name, value }) => `{ ${quote(name)}, ${quote(value)} }`);
  const note = isCut
    ? `lines[1] = 'Of its data, patterns see the first ${mostDataCharacters} characters.'`
    : '';
  return `local message = { ${members.join(', ')}, Timestamp = ${message.timestampMs}, ['Block-Height'] = ${message.blockHeight} }
local given = { ${tags.join(', ')} }
local lines = {}
${note}
${walk}`;
}

/** Tags stand in `Tags`, and those that aos takes for the message's own also beside its fields, whose names stay theirs. */
const walk = String.raw`message.Tags, message.TagArray = {}, {}
for index, tag in ipairs(given) do
  message.TagArray[index] = { name = tag[1], value = tag[2] }
  message.Tags[tag[1]] = tag[2]
  if message[tag[1]] == nil then message[tag[1]] = tag[2] end
end
-- What early versions of aos lack.
local matches = package.loaded['.utils'].matchesSpec or function(message, pattern) return pattern(message) end
local weights = { continue = 1, ['break'] = -1, ['true'] = -1 }
local function weigh(answer)
  return type(answer) == 'number' and answer or weights[tostring(answer)] or 0
end
local function tell(name, said) lines[#lines + 1] = name .. ': ' .. said end
local ended
if message.From ~= message.Owner and ao.isTrusted and not ao.isTrusted(message) then
  ended = 'who signed it is no authority of this process'
elseif message.Target ~= ao.id and ao.isAssignable and not ao.isAssignable(message) then
  ended = 'it was sent elsewhere, and this process takes no such assignment'
end
for _, handler in ipairs(Handlers.list) do
  local name = tostring(handler.name)
  if ended and name ~= '_default' then
    tell(name, 'not asked, ' .. ended)
  elseif name ~= '_default' then
    local ok, answer = pcall(matches, message, handler.pattern)
    local weight = ok and weigh(answer) or 0
    if not ok then
      ended = 'the pattern of ' .. name .. ' failed'
      tell(name, 'its pattern fails: ' .. tostring(answer))
    elseif weight < 0 then
      ended = name .. ' took it'
      tell(name, 'yes')
    else
      tell(name, weight > 0 and 'yes, and lets it go on' or 'no')
    end
  end
end
tell('_default', ended and 'not asked, ' .. ended or 'yes')
return table.concat(lines, '\n')`;

/** Of ASCII: further ones are several bytes, which an escape would be one of. */
const unsafe = /["\\]|[^\P{Cc}\u{80}-\u{9f}]/gu;

/** A Lua string of any text: whatever could end it, or a line, by its number. */
function quote(text: string): string {
  const escaped = text.replaceAll(unsafe, (each) => `\\${String(each.charCodeAt(0)).padStart(3, '0')}`);
  return `"${escaped}"`;
}
