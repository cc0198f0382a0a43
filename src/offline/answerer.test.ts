import { describe, expect, it } from 'vitest';
import { answererOf } from './answerer.ts';

const scope = 'https://gateway.example/some/path/';
const place = {
  scope,
  version: 'one',
  files: { '': 'a', 'assets/index-12345678.js': 'b', 'icon.svg': 'c' },
};
const answerer = (url: string, init: RequestInit = {}) => answererOf(new Request(url, init), place);

describe('answererOf', () => {
  it.each([
    ['the page', '', ''],
    ['the page by its file’s name', 'index.html', ''],
    ['the page with a query, which it does not read', '?from=elsewhere', ''],
    ['the page with a place in it', '#/settings', ''],
    ['a script', 'assets/index-12345678.js', 'assets/index-12345678.js'],
    ['another file of the app', 'icon.svg', 'icon.svg'],
  ])('gives %s from what is kept', (_, address, path) => {
    expect(answerer(scope + address)).toEqual({ kind: 'kept', path });
  });

  it.each([
    ['a script of another version', 'assets/index-87654321.js', 'any-version'],
    ['a listed script with a query', 'assets/index-12345678.js?x', 'any-version'],
    ['data of the demo network', 'demo/index.json', 'network-first'],
    ['a module of the demo network', 'modules/aos.wasm', 'network-first'],
    ['the page of the terminal', 'headless.html', 'network'],
    ['the service worker itself', 'sw.js', 'network'],
    ['what every object has', 'toString', 'network'],
    ['what only begins like a folder', 'demonstration/', 'network'],
  ])('knows who answers %s', (_, address, kind) => {
    expect(answerer(scope + address)).toEqual({ kind });
  });

  it.each([
    ['of the folder above', 'https://gateway.example/some/'],
    ['beside it, with a name that begins alike', 'https://gateway.example/some/path2/assets/a.js'],
    ['of another origin', 'https://elsewhere.example/some/path/icon.svg'],
    ['of another port', 'https://gateway.example:444/some/path/icon.svg'],
  ])('leaves alone what is %s', (_, url) => {
    expect(answerer(url)).toEqual({ kind: 'network' });
  });

  it.each([
    ['a POST', { method: 'POST' }],
    ['a HEAD', { method: 'HEAD' }],
    ['a piece of a file', { headers: { range: 'bytes=0-99' } }],
  ])('leaves alone %s', (_, init) => {
    expect(answerer(`${scope}icon.svg`, init)).toEqual({ kind: 'network' });
  });
});
