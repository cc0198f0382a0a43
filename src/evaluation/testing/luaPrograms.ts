import fc from 'fast-check';

type Lua = fc.Arbitrary<string>;

/** Lua with a drawn piece in each place of the template. */
const lua = ({ raw }: TemplateStringsArray, ...pieces: readonly (Lua | string)[]): Lua =>
  fc
    .tuple(...pieces.map((piece) => (typeof piece === 'string' ? fc.constant(piece) : piece)))
    .map((drawn) => raw.map((text, index) => text + (drawn[index] ?? '')).join(''));

const words = (text: string): Lua => fc.constantFrom(...text.split(' '));
const upTo = (most: number, least = 0): Lua => fc.integer({ min: least, max: most }).map(String);

const numbers = fc.oneof(
  words(
    '0 -0.0 1 -1 0/0 1/0 -1/0 math.mininteger math.maxinteger 2^53 1e308 5e-324 0x7fffffff 0xffffffffffff',
  ),
  upTo(1000, -1000),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);
const strings = fc.oneof(
  fc.constantFrom(
    '""',
    '"a"',
    '"hello world"',
    '"%d+"',
    String.raw`"\0\1\255"`,
    '"žluť🐎"',
    '"1e"',
    '" 0x1p4 "',
  ),
  lua`("x"):rep(${upTo(5000)})`,
  fc
    .array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 8 })
    .map((bytes) => `string.char(${bytes})`),
);
const values = fc.oneof(numbers, strings);

const arithmetic = lua`${numbers} ${words('+ - * / // % ^ & | ~ << >> == < <=')} ${numbers}`;
const mathematics = fc.oneof(
  lua`math.${words('floor ceil sqrt sin cos tan asin acos atan exp log abs tointeger type modf deg rad')}(${numbers})`,
  lua`math.${words('fmod ult max min atan log random')}(${numbers}, ${numbers})`,
  lua`tonumber(${strings}, ${upTo(36, 2)})`,
  lua`tostring(${numbers})`,
);
const patterns = fc.constantFrom(
  '%a',
  '%w+',
  '(%d)(%d)',
  '.-',
  '^x',
  '%f[%w]%w+',
  '%b()',
  '[^a-z]',
  '()',
  'x*',
  '(.)%1',
);
const replacements = fc.constantFrom(
  '"<%0>"',
  '"%1"',
  'string.upper',
  '{x = 1, a = 2}',
  '"%9"',
  'function(a) return a and #a end',
);
const text = fc.oneof(
  lua`string.format("%${words('d i u c x X o e E f g G a A s q 5.3f -10d +d 010.4f #x .20s .99f .100f p y')}", ${values})`,
  lua`string.pack("${words('< > = !4')}${words('b B h i4 I8 j n d f s1 s4 z i16 i17 x Xi4')}", ${values}):byte(1, -1)`,
  lua`string.unpack("${words('< >')}${words('b i2 i7 n d s1 z i16')}", ${strings} .. ("ab"):rep(9))`,
  lua`(${strings}):${words('upper lower reverse len')}()`,
  lua`(${strings}):gsub("${patterns}", ${replacements})`,
  lua`(${strings}):find(${strings}, ${upTo(9, -5)}, ${words('true false')})`,
  lua`(${strings}):sub(${numbers}, ${numbers})`,
  lua`utf8.${words('char len codepoint offset')}(${values}, ${upTo(3, -3)})`,
  lua`require("json").encode(${values})`,
  lua`require("json").decode(${fc.constantFrom(String.raw`"[1,2,{\"a\":null}]"`, '"[1e999]"', '"[1,]"', String.raw`"\"\\ud83d\""`)})`,
);
const comparisons = fc.constantFrom('a < b', 'a > b', 'true', 'a <= b', 'error("no")', 'a == nil');
const control = fc.oneof(
  lua`(function() local t = {} for i = 1, ${upTo(400)} do t[i] = i * ${upTo(9999, 1)} % 997 end table.sort(t, function(a, b) return ${comparisons} end) return t[1], t[9] end)()`,
  lua`(function() local function f(n) if n == 0 then return ${fc.constantFrom('0', 'error({})', 'error("deep")', 'nil + 1')} end return ${fc.constantFrom('f(n - 1)', '1 + f(n - 1)', 'select(2, pcall(f, n - 1))', 'tostring(f(n - 1))')} end return f(${words('5 50 150 190 250 5000')}) end)()`,
  lua`load(${fc.constantFrom('"return 1 + 1"', '"x ="', '"return ..."', 'string.dump(function(a) return a end)', '"goto x ::x:: return _ENV"', String.raw`"\27Lua"`)}, "=c", ${words('nil "t" "b" "bt"')})(7)`,
  lua`(function() local c = C${upTo(5, 1)} if type(c) == "function" then return c(${values}) elseif c then return coroutine.resume(c, ${values}) end end)()`,
  lua`setmetatable({}, {__index = function(_, k) return k * 2 end, __call = function(_, a) return a end, __lt = function() error("lt") end, __concat = function() return ${values} end})${fc.constantFrom('[4]', '(3)', ' .. "x"', ' < {}')}`,
  lua`collectgarbage("${words('collect count step stop restart isrunning setpause setstepmul')}", ${upTo(300)})`,
  lua`(function() local n = 0 for _ in pairs(W or {}) do n = n + 1 end return n end)()`,
  lua`debug.${fc.constantFrom('traceback("t", 1)', 'getinfo(1, "nSlut").currentline', 'sethook(function() end, "c", 100)', 'sethook()', 'getlocal(1, 1)')}`,
);
const host = fc.oneof(
  lua`os.date("${fc.constantFrom('!%c', '%x %X', '%Ey', '%Q', '%', '%s')}", ${numbers})`,
  lua`os.time({year = ${upTo(3000, 1)}, month = ${upTo(40, -20)}, day = ${upTo(400, -50)}, hour = ${upTo(100, -100)}, sec = ${upTo(9999, -9999)}})`,
  lua`os.${fc.constantFrom('getenv("HOME")', 'setlocale("C")', 'setlocale("de_DE")', 'tmpname()', 'clock()', 'time()', 'remove("/x/y")')}`,
  lua`io.${fc.constantFrom('open("/", "r")', 'open("/dev/null", "w")', 'open("/dev/urandom", "rb"):read(4)', 'open("/dev/stdin"):read("a")', 'popen("ls")', 'output():seek("cur", 0)', 'open("/proc/self/fd/0"):read(1)', 'stdout:setvbuf("full", 10)')}`,
);
/** What one message leaves for later ones: garbage with finalizers, weak tables, coroutines, handlers, memory. */
const statements = fc.oneof(
  lua`G${upTo(9, 1)} = setmetatable({}, {__gc = function() N = (N or 0) + 1 ${fc.constantFrom('', 'pcall(error, "in gc")', 'G1 = nil', 'Held = {N}')} end, __mode = ${words('"k" "v" "kv" nil')}})`,
  lua`G${upTo(9, 1)} = nil`,
  lua`W = W or setmetatable({}, {__mode = "${words('k v kv')}"}) for i = 1, ${upTo(60)} do W[${fc.constantFrom('{}', 'i', '"k" .. i')}] = ${fc.constantFrom('{}', 'i', '("v"):rep(i)')} end`,
  lua`C${upTo(5, 1)} = coroutine.${words('wrap create')}(function(a) local i = ${upTo(99)} while true do ${fc.constantFrom('', 'pcall(function() coroutine.yield(i) end)', 'if i > 103 then error({i}) end')} a = coroutine.yield(i, a) i = i + 1 end end)`,
  lua`Big${upTo(3, 1)} = ${fc.oneof(fc.constant('nil'), lua`("y"):rep(${upTo(4_000_000)})`)}`,
  lua`ao.send({Target = ${fc.oneof(fc.constant('ao.id'), strings)}, Action = ${strings}, Data = ${values}, ["X-${upTo(9, 1)}"] = ${values}})`,
  lua`Handlers.${words('add prepend append once')}("h${upTo(5, 1)}", ${fc.constantFrom('"Ping"', '{ Action = "Pi%a+" }', 'function(m) return #m.Data > 2 end')}, function(m) ${fc.constantFrom('', 'm.reply({ Data = "r" })', 'error("in handler")', 'Got = Receive({ Action = "Pong" }).Data')} end)`,
  lua`Handlers.remove("h${upTo(5, 1)}")`,
  lua`print(${values})`,
  lua`for i = 1, ${upTo(30_000)} do local x = ${fc.constantFrom('{i}', '"a" .. i', 'i * 1.5', 'function() return i end')} Keep = x end`,
);
const shown = lua`show(pcall(function() return ${fc.oneof(arithmetic, mathematics, text, control, host)} end))`;
const ends = fc.oneof(
  { arbitrary: fc.constant('return table.concat(Out, "|")'), weight: 12 },
  {
    arbitrary: fc.constantFrom(
      'error("end")',
      'error({code = 1})',
      'error()',
      'os.exit(1)',
      'return 1, "second"',
    ),
    weight: 1,
  },
);

const begin = `Out = {} local function show(...) local t = table.pack(...) for i = 1, t.n do
  t[i] = type(t[i]) == "string" and t[i]:sub(1, 200) or tostring(t[i]) end Out[#Out + 1] = table.concat(t, ",") end`;

/** Programs for `Eval`: a dozen lines of whatever Lua and aos offer, and what each came to as the output. */
export const luaPrograms: Lua = fc
  .tuple(
    fc.array(fc.oneof({ arbitrary: shown, weight: 3 }, { arbitrary: statements, weight: 2 }), {
      minLength: 1,
      maxLength: 12,
    }),
    ends,
  )
  .map(([lines, end]) => [begin, ...lines, end].join('\n'));
