import { describe, expect, test } from 'vitest';
import { formatTraits } from '../formats.ts';
import { TickClock } from '../host/clock.ts';
import { statOf } from '../host/imports/stat.ts';
import { MemoryPart } from '../instance/memoryPart.ts';
import { ModuleMemory } from '../instance/moduleMemory.ts';
import { errno, FileSystemError } from './errno.ts';
import { FileSystem } from './fileSystem.ts';
import { openFlags } from './openFile.ts';
import { baseName, directoryName, isWithin, normalizePath, resolvePath } from './path.ts';

const traits = formatTraits['wasm64-unknown-emscripten-draft_2024_02_15'];
const readWriteCreate = 2 | openFlags.create;
const bytes = (text: string) => new TextEncoder().encode(text);

/** A part of memory with these bytes in it. */
function part(content: Uint8Array): MemoryPart {
  const raw = new WebAssembly.Memory({ initial: 1 });
  new Uint8Array(raw.buffer).set(content, 100);
  return new MemoryPart(new ModuleMemory(() => raw, 8), 100, content.length);
}

const written = (text: string) => part(bytes(text));
const room = (count: number) => part(new Uint8Array(count));

function create() {
  const clock = new TickClock(10_000);
  return { clock, files: FileSystem.create(clock, traits) };
}

function failure(call: () => unknown): number | undefined {
  try {
    call();
  } catch (error) {
    if (error instanceof FileSystemError) return error.errno;
    throw error;
  }
  return undefined;
}

function readAll(files: FileSystem, path: string): string {
  const fd = files.open.open(path, 0, 0);
  const target = room(100);
  const count = files.open.read(fd, target);
  files.open.close(fd);
  return new TextDecoder().decode(target.bytes.subarray(0, count));
}

function put(files: FileSystem, path: string, text: string): void {
  const fd = files.open.open(path, 1 | openFlags.create | openFlags.truncate, 0o644);
  files.open.write(fd, written(text));
  files.open.close(fd);
}

describe('the in-memory file system', () => {
  test('starting takes the four ticks before the first that a module sees', () => {
    expect(create().clock.next).toBe(10_004);
  });

  test('descriptors 0 to 2 are the terminal: nothing to read, and what is written takes a tick', () => {
    const { clock, files } = create();
    expect(files.open.read(0, room(5))).toBe(0);
    expect(files.open.write(1, written('dropped'))).toBe(7);
    expect(files.open.write(2, written(''))).toBe(0);
    expect(clock.next).toBe(10_005);
    expect(failure(() => files.open.write(0, written('x')))).toBe(errno.badFileDescriptor);
    expect(failure(() => files.open.seek(1, 0, 0))).toBe(errno.illegalSeek);
  });

  test('a file is written, sought, read, extended with zeros and truncated', () => {
    const { files } = create();
    const fd = files.open.open('/tmp/a', readWriteCreate, 0o644);
    expect(fd).toBe(3);
    files.open.write(fd, written('hello'));
    expect(files.open.seek(fd, -4, 2)).toBe(1);
    const target = room(2);
    expect(files.open.read(fd, target)).toBe(2);
    expect([...target.bytes]).toEqual([...bytes('el')]);
    files.open.seek(fd, 7, 0);
    files.open.write(fd, written('!'));
    expect(readAll(files, '/tmp/a')).toBe('hello\0\0!');
    files.tree.truncate(files.open.get(fd).node, 2);
    expect(readAll(files, '/tmp/../tmp/./a')).toBe('he');
    expect(failure(() => files.open.seek(fd, -3, 0))).toBe(errno.invalid);
  });

  test('errors have the numbers that musl knows', () => {
    const { files } = create();
    put(files, '/tmp/a', 'x');
    files.tree.makeDirectory('/tmp/d', 0o777);
    put(files, '/tmp/d/inner', 'y');
    const { tree, open } = files;
    expect(failure(() => open.open('/tmp/none', 0, 0))).toBe(errno.noSuchEntry);
    expect(failure(() => open.open('', 0, 0))).toBe(errno.noSuchEntry);
    expect(failure(() => open.open('/tmp/a', openFlags.create | openFlags.exclusive, 0))).toBe(errno.exists);
    expect(failure(() => open.open('/tmp', 1, 0))).toBe(errno.isDirectory);
    expect(failure(() => open.open('/tmp/a', openFlags.directory, 0))).toBe(errno.notADirectory);
    expect(failure(() => tree.makeDirectory('/tmp/d', 0o777))).toBe(errno.exists);
    expect(failure(() => tree.removeDirectory('/tmp/d'))).toBe(errno.notEmpty);
    expect(failure(() => tree.removeDirectory('/tmp/a'))).toBe(errno.notADirectory);
    expect(failure(() => tree.unlink('/tmp/d'))).toBe(errno.isDirectory);
    expect(failure(() => tree.rename('/tmp/d', '/tmp/d/e'))).toBe(errno.invalid);
    expect(failure(() => tree.find('/tmp/a/b', { follow: true }))).toBe(errno.notADirectory);
    expect(failure(() => tree.readLink('/tmp/a'))).toBe(errno.invalid);
    expect(tree.readLink('/dev/stdin')).toBe('/dev/tty');
    tree.changeMode(tree.find('/tmp/a', { follow: true }), 0o000);
    expect(failure(() => open.open('/tmp/a', 0, 0))).toBe(errno.access);
  });

  test('the quirk of the reference: a file that was renamed over comes back', () => {
    const { files } = create();
    put(files, '/tmp/old', 'old');
    put(files, '/tmp/new', 'new');
    files.tree.rename('/tmp/new', '/tmp/old');
    expect(readAll(files, '/tmp/old')).toBe('new');
    files.tree.unlink('/tmp/old');
    expect(readAll(files, '/tmp/old')).toBe('old');
  });

  test('what is saved and restored goes on as if nothing had happened', () => {
    const { clock, files } = create();
    put(files, '/tmp/hidden', 'hidden');
    put(files, '/tmp/other', 'other');
    files.tree.rename('/tmp/other', '/tmp/hidden');
    files.tree.makeDirectory('/data/sub', 0o700);
    const fd = files.open.open('/data/sub/open', readWriteCreate, 0o600);
    files.open.write(fd, written('abcdef'));
    files.open.seek(fd, 2, 0);
    const copy = files.open.duplicate(fd, 0, true);
    files.tree.unlink('/data/sub/open');
    const { state, contents } = files.save();
    const later = new TickClock(clock.next);
    const restored = FileSystem.restore(
      later,
      traits,
      JSON.parse(JSON.stringify(state)),
      structuredClone([...contents]),
    );
    for (const { files: one } of [{ files }, { files: restored }]) {
      const target = room(3);
      expect(one.open.read(copy, target)).toBe(3);
      expect([...target.bytes]).toEqual([...bytes('cde')]);
      expect(one.open.get(fd).shared.position).toBe(5);
      expect(failure(() => one.tree.find('/data/sub/open', { follow: true }))).toBe(errno.noSuchEntry);
      one.tree.unlink('/tmp/hidden');
      expect(readAll(one, '/tmp/hidden')).toBe('hidden');
      one.tree.removeDirectory('/data/sub');
      put(one, '/tmp/next', 'n');
    }
    expect(later.next).toBe(clock.next);
    expect(restored.save()).toEqual(files.save());
  });

  test('random bytes are a fixed sequence', () => {
    const draw = () => {
      const { files } = create();
      const target = room(16);
      files.open.read(files.open.open('/dev/urandom', 0, 0), target);
      return [...target.bytes];
    };
    expect(draw()).toEqual(draw());
    expect(new Set(draw()).size).toBeGreaterThan(8);
  });
});

test('paths are resolved lexically', () => {
  expect(resolvePath('/a/./b//../c/')).toBe('/a/c');
  expect(resolvePath('')).toBe('');
  expect(resolvePath('../..')).toBe('/');
  expect(normalizePath('a/b/')).toBe('a/b/');
  expect(normalizePath('.')).toBe('.');
  expect([baseName('/a/b/'), baseName('/'), baseName('c')]).toEqual(['b', '/', 'c']);
  expect([directoryName('/a/b/'), directoryName('/a'), directoryName('a')]).toEqual(['/a', '/', '.']);
  expect([isWithin('/a/b', '/a'), isWithin('/ab', '/a'), isWithin('/a', '/a')]).toEqual([true, false, true]);
});

describe('at its edges', () => {
  // What is expected in the following was answered by the reference loader, to a module that made these calls.
  test('the root can be neither removed nor renamed, and is there', () => {
    const { files } = create();
    expect(failure(() => files.tree.unlink('/'))).toBe(errno.isDirectory);
    expect(failure(() => files.tree.removeDirectory('/'))).toBe(errno.busy);
    expect(failure(() => files.tree.rename('/', '/tmp/root'))).toBe(errno.invalid);
    expect(files.tree.exists('/tmp')).toBe(true);
  });

  test('what stands for an open descriptor in /proc/self/fd can be found, and no more', () => {
    const { files } = create();
    const [open, closed] = ['/proc/self/fd/1', '/proc/self/fd/7'];
    expect(failure(() => files.open.open(open, 0, 0))).toBe(errno.access);
    expect(failure(() => files.open.open(closed, 0, 0))).toBe(errno.noSuchEntry);
    expect(failure(() => files.open.open(closed, readWriteCreate, 0o644))).toBe(errno.notPermitted);
    expect(failure(() => files.tree.makeDirectory(open, 0o777))).toBe(errno.exists);
    expect(failure(() => files.tree.unlink(open))).toBe(errno.notPermitted);
    expect(failure(() => files.tree.unlink(closed))).toBe(errno.badFileDescriptor);
    expect(failure(() => files.tree.removeDirectory(open))).toBe(errno.notADirectory);
    expect(failure(() => files.tree.rename('/dev/null', open))).toBe(errno.crossDevice);
    expect(failure(() => statOf(files, open, true))).toBe(errno.notPermitted);
    expect(failure(() => statOf(files, '/proc/self/fd', true))).toBe(errno.notPermitted);
    expect(failure(() => statOf(files, '/proc/self', true))).toBeUndefined();
  });

  test('the directory of descriptors loses its entry once, and stays, over a snapshot too', () => {
    const { clock, files } = create();
    files.tree.removeDirectory('/proc/self/fd');
    const { state, contents } = files.save();
    const restored = FileSystem.restore(clock, traits, state, contents);
    for (const { tree } of [files, restored]) {
      expect(failure(() => tree.removeDirectory('/proc/self/fd'))).toBe(errno.busy);
      expect(failure(() => tree.unlink('/proc/self/fd/1'))).toBe(errno.notPermitted);
    }
  });

  test('the error terminal cannot be read, and devices without an end take no appending', () => {
    const { files } = create();
    const errors = files.open.open('/dev/tty1', 0, 0);
    expect(failure(() => files.open.read(errors, room(1)))).toBe(errno.noSuchDeviceOrAddress);
    const nothing = files.open.open('/dev/null', 1 | openFlags.append, 0);
    expect(failure(() => files.open.write(nothing, written('x')))).toBe(errno.illegalSeek);
    const terminal = files.open.open('/dev/tty', 1 | openFlags.append, 0);
    expect(files.open.write(terminal, written('x'))).toBe(1);
  });

  test('a duplicate may be asked for beyond the most that are opened', () => {
    const { files } = create();
    expect(files.open.duplicate(1, 5000, false)).toBe(5000);
  });
});
