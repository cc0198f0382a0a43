import { describe, expect, it } from 'vitest';
import type { LineId } from '../../storage/line.ts';
import type { JobProgress } from '../api.ts';
import { createLineNews, type NewsChannel } from './lineNews.ts';

/** Two tabs: what one posts, the other gets as a copy. */
function twoTabs() {
  const tab = (other: () => NewsChannel | undefined): NewsChannel => ({
    onmessage: null,
    postMessage: (data) => other()?.onmessage?.(new MessageEvent('message', { data: structuredClone(data) })),
  });
  const first: NewsChannel = tab(() => second);
  const second: NewsChannel = tab(() => first);
  return [createLineNews(first), createLineNews(second)] as const;
}

const line = 'process/module/profile' as LineId;

describe('news of a line', () => {
  it('reach other jobs of this tab and other tabs, and only those of this line', () => {
    const [here, there] = twoTabs();
    const heard: unknown[] = [];
    here.listen(line, (progress) => heard.push(['here', progress]));
    there.listen(line, (progress) => heard.push(['there', progress]));
    there.listen('another' as LineId, () => heard.push('another'));
    here.teller(line)({ nonce: 7 });
    expect(heard).toEqual([
      ['there', { nonce: 7 }],
      ['here', { nonce: 7 }],
    ]);
  });

  it('say all that was said before to who comes late, and nothing that is the holder’s own', () => {
    const [here, there] = twoTabs();
    const tell = here.teller(line);
    tell({ phase: 'evaluating', targetNonce: 99, notices: ['nothing is saved'] });
    const heard: Partial<JobProgress>[] = [];
    const stop = there.listen(line, (progress) => heard.push(progress));
    tell({ phase: 'asking' });
    tell({ nonce: 1, evaluatedCount: 2 });
    stop();
    tell({ nonce: 2 });
    expect(heard).toEqual([{ targetNonce: 99, nonce: 1 }]);
  });
});
