import type { WasmMessage } from '../../protocol/wasmMessage.ts';
import { Scenario } from './aosMessages.ts';
import { tokenLua } from './token.ts';

/** Steps of a mixed life of an aos process: what each does, and its message. */
export function mixedScenario(): readonly (readonly [string, WasmMessage])[] {
  const scenario = new Scenario();
  const run = (what: string, lua: string) => [what, scenario.evaluate(lua)] as const;
  const transfer = (recipient: string, quantity: string) =>
    scenario.send('Transfer', {
      tags: [
        { name: 'Recipient', value: recipient.repeat(43).slice(0, 43) },
        { name: 'Quantity', value: quantity },
      ],
    });
  return [
    ['the process itself', scenario.process()],
    run('a number', 'return 1 + 1'),
    run('a token', tokenLua),
    ...['alice', 'bob', 'carol', 'alice', 'dave'].map(
      (name, index) => [`transfer to ${name}`, transfer(name, String(100 * index + 7))] as const,
    ),
    ['a transfer beyond the balance', transfer('bob', '99999999')],
    ['a transfer that an assertion stops', transfer('bob', '-5')],
    ['a handler that throws a table', scenario.send('Fail', { data: 'x' })],
    ['a transfer after it', transfer('erin', '11')],
    ['all balances', scenario.send('Balances')],
    run('a syntax error', 'x = = 1'),
    run('a runtime error', 'error("boom")'),
    run('a nil call', 'return nothing.at.all()'),
    run('a string error with a level', 'error("plain", 0)'),
    run('the clock after errors', 'return os.time() .. " " .. os.clock()'),
    run('the clock', 'local t = {} for i = 1, 20 do t[i] = os.clock() end return table.concat(t, " ")'),
    run(
      'dates',
      'return os.date("!%c", 86400 * 365 * 30) .. os.date("%A %B %j %U %V %G %p %Z %z %%", 951782400)',
    ),
    run(
      'every date field',
      `local out = {} for c in ("aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%"):gmatch(".") do
         out[#out + 1] = c .. "=" .. os.date("%" .. c, 1709210096) end return table.concat(out, "|")`,
    ),
    run(
      'a date as a table',
      'local d = os.date("*t", 1e9) return d.year .. "-" .. d.yday .. tostring(d.isdst)',
    ),
    run('a date without a year zero', 'return os.date("!%Y-%m-%d %j", -62135596800 - 86400 * 300)'),
    run('a day that is the earliest of all', 'return os.date("*t", -8640000000000).yday'),
    run('a time that is no date', 'return os.date("*t", 8640000000001).year'),
    run(
      'the root removed',
      'return tostring(select(2, os.remove("/"))) .. tostring(select(2, os.rename("/", "/tmp/a")))',
    ),
    run(
      'an open descriptor removed',
      'return tostring(select(2, os.remove("/proc/self/fd/1"))) .. tostring(select(2, os.remove("/proc/self/fd/9")))',
    ),
    run('identities', 'return tostring({}) .. tostring(print) .. tostring(coroutine.create(print))'),
    run('garbage', 'return collectgarbage("count")'),
    run('collected', 'collectgarbage() collectgarbage("step", 10) return collectgarbage("count")'),
    run(
      'the order of pairs',
      `Keys = {} for i = 1, 300 do Keys["key" .. i * 7919 % 1009] = i end
       local out = {} for key in pairs(Keys) do out[#out + 1] = key end return table.concat(out, ",")`,
    ),
    run(
      'keys that are tables',
      'T = {} for i = 1, 40 do T[{}] = i end local o = {} for _, v in pairs(T) do o[#o+1] = v end return table.concat(o, ",")',
    ),
    run(
      'coroutines',
      'Co = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end) return Co() + Co()',
    ),
    run('a coroutine resumed in a later message', 'return Co()'),
    run(
      'a Receive that waits',
      'Handlers.once("wait", "Ping", function(m) Got = m.Data local r = Receive({ Action = "Pong" }) Got = Got .. r.Data end) return "ready"',
    ),
    ['its first message', scenario.send('Ping', { data: 'ping' })],
    ['its second message', scenario.send('Pong', { data: 'pong' })],
    run('what was received', 'return Got'),
    run(
      'random numbers',
      'math.randomseed(42) local t = {} for i = 1, 10 do t[i] = math.random(1000) end return table.concat(t, " ")',
    ),
    run('random without a seed', 'return math.random() .. " " .. math.random(1, 6)'),
    run(
      'numbers as text',
      'return string.format("%.14g %5.2f %g %a %s %s", 0.1, 2.345, 1e300, 0.5, 0/0, -(0/0)) .. tostring(1/0) .. 2^53',
    ),
    run('a missing module', 'return select(2, pcall(require, "does.not.exist"))'),
    run(
      'a missing file',
      'local f, e, n = io.open("/tmp/missing", "r") return tostring(f) .. tostring(e) .. tostring(n)',
    ),
    run(
      'files that cannot be made',
      'return tostring(io.open("/tmp/new", "w")) .. tostring(io.open("/other/a/b", "r"))',
    ),
    run(
      'names of files',
      'return os.tmpname() .. tostring(os.remove("/tmp/nothing")) .. tostring(os.rename("/tmp/a", "/tmp/b"))',
    ),
    run(
      'a directory removed',
      'return tostring(os.remove("/tmp")) .. tostring(os.rename("/home", "/home2")) .. tostring(os.remove("/dev"))',
    ),
    run(
      'a shell',
      'return tostring(os.execute()) .. tostring(os.getenv("LANG")) .. tostring(os.getenv("_"))',
    ),
    run(
      'printing to the terminal',
      'io.write("to nobody\\n", 1, "\\n") io.stderr:write("nor here\\n") io.write("unfinished") return os.clock()',
    ),
    run('reading standard input', 'return tostring(io.read("l")) .. tostring(io.read(0))'),
    run('deep recursion', 'local function f(n) return 1 + f(n + 1) end return f(1)'),
    run('deep recursion, caught', 'local function f(n) return 1 + f(n + 1) end return pcall(f, 1)'),
    run('recursion in C', 'local s = string.rep("(", 300) return pcall(string.find, "x", s)'),
    run(
      'nested pcall',
      'local function f(n) if n == 0 then return 0 end return select(2, pcall(f, n - 1)) end return f(150)',
    ),
    run('C stack overflow', 'local function f() return pcall(string.gsub, "a", "a", f) end return f()'),
    run('after it', 'return collectgarbage("count") .. tostring({})'),
    run('a big string', 'Big = string.rep("0123456789abcdef", 2 * 1024 * 1024) return #Big'),
    run('freed', 'Big = nil collectgarbage() return collectgarbage("count")'),
    run(
      'growth',
      'Grow = {} for i = 1, 60 do Grow[i] = string.rep(string.char(64 + i), 1024 * 1024) end return #Grow',
    ),
    run(
      'growth undone by an error',
      'for i = 61, 160 do Grow[i] = string.rep("z", 1024 * 1024) end error("after growing")',
    ),
    run('not enough memory', 'return #string.rep("x", 600 * 1024 * 1024)'),
    run('not enough memory, caught', 'return pcall(string.rep, "x", 600 * 1024 * 1024)'),
    run('still there', 'return #Grow .. Grow[60]:sub(1, 3)'),
    run('unicode', 'return "žluťoučký 漢字 🐎 \\u{10FFFF}" .. #"🐎" .. utf8.char(0x20AC)'),
    [
      'unicode in data',
      scenario.send('Ping', { data: 'é漢字🐎 "quoted" \\ \n\t\u0001 \u2028 \ud83d\udc0e' }),
    ],
    ['a lone surrogate', scenario.send('Ping', { data: 'a\ud83d b \udc0e' })],
    ['empty data', scenario.send('Ping', { data: '' })],
    ['data of five megabytes', scenario.send('Ping', { data: 'five megabytes '.repeat(350_000) })],
    run('what that left behind', 'return #Inbox .. " " .. #Inbox[#Inbox].Data'),
    run('bytes that are no text', 'return "\\xff\\xfe\\x80" .. string.char(195)'),
    run('a closed program', 'os.exit(3)'),
    run('after closing', 'return os.clock() .. tostring({})'),
    run(
      'messages, spawns and assignments',
      'Send({ Target = ao.id, Data = "hi" }) Spawn(ao.env.Module.Id, { Data = "new", Tags = {} }) Assign({ Processes = { ao.id }, Message = ao.id }) return "sent"',
    ),
    run('a number as output', 'ao.outbox.Output = 42 return 42'),
    ['a stranger', scenario.send('Eval', { data: 'return Owner', from: 'X'.repeat(43) })],
  ];
}

/** Steps with SQL: what each does, its message, and a part of its answer. */
export function sqlScenario(): readonly (readonly [string, WasmMessage, string])[] {
  const scenario = new Scenario();
  const run = (what: string, lua: string, answer: string) => [what, scenario.evaluate(lua), answer] as const;
  const insertMany = (database: string, count: number) =>
    `${database}:exec('BEGIN') for i = 1, ${count} do ${database}:exec('INSERT INTO t (name) VALUES (' .. i .. ')') end ` +
    `${database}:exec('COMMIT')`;
  const countRows = (database: string) =>
    `local c for row in ${database}:nrows('SELECT count(*) AS c FROM t') do c = row.c end return 'rows ' .. c`;
  const create = 'CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)';
  return [
    ['the process itself', scenario.process(), ''],
    run(
      'a database in memory',
      `S = require('lsqlite3') M = S.open_memory() return M:exec('${create}')`,
      ':0',
    ),
    run('inserts', `${insertMany('M', 500)} ${countRows('M')}`, 'rows 500'),
    run(
      'a query',
      "local o = '' for row in M:nrows('SELECT name FROM t ORDER BY id DESC LIMIT 3') do o = o .. row.name .. ' ' end return o",
      '500 499 498',
    ),
    run('an SQL error', "return M:exec('SELECT * FROM missing') .. M:errmsg()", 'no such table'),
    run('a database in a file', `F = S.open('/tmp/test.db') return F:exec('${create}')`, ':0'),
    run('inserts into it', `${insertMany('F', 300)} ${countRows('F')}`, 'rows 300'),
    run('a rollback', `F:exec('BEGIN; DELETE FROM t; ROLLBACK') ${countRows('F')}`, 'rows 300'),
    run(
      'the time and randomness',
      'for row in F:nrows("SELECT datetime(\'now\') AS d, hex(randomblob(8)) AS r") do A = row.d .. row.r end return A',
      '1970-01-01',
    ),
    run(
      'another file, and back',
      'F:exec("ATTACH \'/data/other.db\' AS o; CREATE TABLE o.z (a); INSERT INTO o.z SELECT id FROM t; DETACH o") return F:errmsg()',
      'not an error',
    ),
    run(
      'emptied and rewritten',
      `F:exec('DELETE FROM t WHERE id > 10; VACUUM') ${countRows('F')}`,
      'rows 10',
    ),
    run('closed and opened again', `F:close() F = S.open('/tmp/test.db') ${countRows('F')}`, 'rows 10'),
    run(
      'renamed over and removed',
      "return tostring(os.rename('/data/other.db', '/tmp/test.db')) .. tostring(os.remove('/tmp/test.db')) .. tostring(os.remove('/tmp/test.db'))",
      'true',
    ),
    run('an error takes the files', "error('gone')", '"Error"'),
    run(
      'and what was open',
      "local N = S.open('/tmp/test.db') return 'code ' .. N:exec('SELECT * FROM t')",
      'code 1',
    ),
  ];
}
