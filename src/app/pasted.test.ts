import { describe, expect, it } from 'vitest';
import { idInside, isIdShape, isWalletShape, nonceOf, parsePasted, walletInside } from './pasted.ts';

const process = 'Pi-WmAQp2-mh-oWH9lWpz5EthlUDj_W0IusAv-RXhRk';
const wallet = 'vh-NTHVvlKZqRxc8LyyTNok65yQ55a_PJ1zWLb9G2JI';
const ethereum = '0x52908400098527886E0F7030069857D2E4169EE7';

describe('parsePasted', () => {
  it.each([
    ['a bare id', process],
    ['an ar:// link', `ar://${process}`],
    ['a gateway link', `https://arweave.net/${process}`],
    ['ao.link', `https://www.ao.link/#/entity/${process}?tab=incoming`],
    ['ao.link, token page', `https://www.ao.link/#/token/${process}`],
    ['lunar', `https://lunar.arweave.net/#/explorer/${process}/info`],
    ['white space around', `\n  ${process}\t`],
    ['white space inside', `${process.slice(0, 20)}\n ${process.slice(20)}`],
    ['a parameter', `https://swap.test/pools?pool=${process}`],
  ])('finds the process in %s', (_, text) => {
    expect(parsePasted(text)).toEqual({ kind: 'process', processId: process, net: null, path: null });
  });

  it.each([
    `${process} ${wallet}`,
    `${process},${wallet}`,
    `#/balance?process=${process}&wallet=${wallet}`,
    `#/balance?wallet=${wallet}&process=${process}`,
  ])('finds process and wallet in %s', (text) => {
    expect(parsePasted(text)).toEqual({
      kind: 'balance',
      processId: process,
      wallet,
      nonce: null,
      net: null,
      path: text.startsWith('#') ? text.slice(1) : null,
    });
  });

  it('finds a receipt, whose code may look like anything', () => {
    const code = `1.${process}${wallet}`;
    expect(parsePasted(`https://x.test/#/verify/${code}?net=demo`)).toEqual({
      kind: 'receipt',
      code,
      wallet: null,
      net: 'demo',
    });
    expect(parsePasted(`https://x.test/#/verify/${code}?wallet=${ethereum}&net=demo`)).toEqual({
      kind: 'receipt',
      code,
      wallet: ethereum,
      net: 'demo',
    });
  });

  it('takes an Ethereum wallet, on either side of the process', () => {
    const known = { processId: process, wallet: ethereum, nonce: null, net: null, path: null };
    const expected = { kind: 'balance', ...known };
    expect(parsePasted(`${process} ${ethereum}`)).toEqual(expected);
    expect(parsePasted(`${ethereum} ${process}`)).toEqual(expected);
  });

  it('keeps all of an own link: nonce, network, and what else it asks', () => {
    const balance = `/balance?process=${process}&wallet=${wallet}&nonce=12&net=demo&profile=%2Fsrv%2Fcu&start=newest`;
    expect(parsePasted(`https://x.test/#${balance}`)).toEqual({
      ...{ kind: 'balance', processId: process, wallet, nonce: 12, net: 'demo' },
      path: balance,
    });
    const message = `/process/${process}/message/7?net=demo&profile=%2Fsrv%2Fcu`;
    expect(parsePasted(`See https://x.test/#${message} for more`)).toEqual({
      ...{ kind: 'message', processId: process, nonce: 7, net: 'demo' },
      path: message,
    });
    const schedule = `/process/${process}?nonce=7&order=oldest`;
    expect(parsePasted(`#${schedule}`)).toEqual({
      ...{ kind: 'process', processId: process, net: null },
      path: schedule,
    });
  });

  it('knows a question of ours about a process', () => {
    const ask = `/process/${process}/ask?action=Balance&tags=Recipient%3A+${wallet}&net=demo`;
    expect(parsePasted(`https://x.test/#${ask}`)).toEqual({
      ...{ kind: 'dry-run', processId: process, net: 'demo' },
      path: ask,
    });
    const compare = `/process/${process}/compare/7?ask=balances&net=demo`;
    expect(parsePasted(`#${compare}`)).toMatchObject({ kind: 'comparison', path: compare });
  });

  it('opens no route that is none of ours: only what it can find in the link', () => {
    for (const path of [`/process/${process}/info`, `/process/${process}x/ask`, `/process/${process}/asks`]) {
      expect(parsePasted(`#${path}`)).not.toHaveProperty('path', expect.any(String));
    }
    expect(parsePasted(`#/process/${process}/message/7/raw`)).toMatchObject({ nonce: 7, path: null });
  });

  it('opens no other nonce than a link names', () => {
    const link = (nonce: string) =>
      parsePasted(`#/balance?process=${process}&wallet=${wallet}&nonce=${nonce}`);
    for (const nonce of ['-1', '1e3', '1'.repeat(16)]) {
      expect(link(nonce)).toEqual({ kind: 'unreadable', reason: expect.stringContaining(nonce) });
    }
    expect(link('')).toMatchObject({ kind: 'balance', nonce: null });
    expect(parsePasted(`#/process/${process}/message/${'1'.repeat(16)}`).kind).toBe('process');
  });

  it('does not mistake an encoded network for a wallet', () => {
    expect(parsePasted(`#/process/${process}?net=${wallet}`)).toMatchObject({
      kind: 'process',
      processId: process,
      net: wallet,
    });
    expect(parsePasted(`#/process/x?net=${wallet}`).kind).toBe('unreadable');
  });

  it('knows a link to a message by id', () => {
    expect(parsePasted(`https://www.ao.link/#/message/${wallet}`)).toEqual({
      kind: 'message-id',
      messageId: wallet,
    });
  });

  it('finds the process in a compute unit’s link to a result, and the message in that process', () => {
    const link = `https://cu.test/result/${wallet}?a=b&process-id=${process}`;
    expect(parsePasted(link)).toEqual({
      ...{ kind: 'process', processId: process, net: null },
      path: `/process/${process}?find=${wallet}`,
    });
    expect(parsePasted(`https://cu.test/result/${wallet}?process-id=${process}x`)).not.toHaveProperty(
      'processId',
      process,
    );
  });

  it.each([
    ['', 'nothing'],
    ['  ', 'nothing'],
    ['hello', 'unreadable'],
    [process.slice(1), 'unreadable'],
    [`${process}x`, 'unreadable'],
    [ethereum, 'unreadable'],
  ])('%j is %s', (text, kind) => {
    expect(parsePasted(text).kind).toBe(kind);
  });

  it('says of 43 characters that are no id which one shows it', () => {
    const pasted = parsePasted(`${process.slice(0, 42)}l`);
    expect(pasted).toMatchObject({ kind: 'unreadable', reason: expect.stringContaining('“l”') });
  });

  it('says that names are not looked up, and takes no words for an id', () => {
    const reason = expect.stringContaining('names are not looked up');
    expect(parsePasted('ar://ao')).toMatchObject({ kind: 'unreadable', reason });
    const words = `${'abcd '.repeat(10)}efg`;
    expect(isIdShape(words.replaceAll(' ', ''))).toBe(true);
    expect(parsePasted(words)).toMatchObject({ kind: 'unreadable', reason });
  });

  it('says how long a nearly right id is', () => {
    expect(parsePasted(process.slice(1))).toMatchObject({ reason: expect.stringContaining('42') });
  });
});

it('accepts canonical ids only', () => {
  expect(isIdShape(process)).toBe(true);
  expect(isIdShape(`${process.slice(0, 42)}l`)).toBe(false);
  expect(isWalletShape(ethereum)).toBe(true);
});

it('takes an id out of a field’s text, or leaves the text', () => {
  expect(idInside(`ar://${process}`)).toBe(process);
  expect(idInside(' abc ')).toBe('abc');
  expect(walletInside(`https://viewblock.io/arweave/address/${wallet}`)).toBe(wallet);
  expect(walletInside(`${ethereum} `)).toBe(ethereum);
});

it.each([
  ['0', 0],
  [' 12 ', 12],
  ['', null],
  ['-1', null],
  ['1.5', null],
  ['1e3', null],
  ['9'.repeat(16), null],
])('a nonce that is written "%s" is %s', (text, nonce) => {
  expect(nonceOf(text)).toBe(nonce);
});
