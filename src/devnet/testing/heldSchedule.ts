import { raceAbort } from '../../base/abort.ts';
import type { Devnet } from '../devnet.ts';

export interface HeldSchedule {
  readonly devnet: Devnet;
  /** Tells the rest, to those who wait for it and to whoever asks from now on. */
  letGo(): void;
}

/** The demo network, whose schedules end at a nonce until the test says otherwise: what replays one is surely under way until then. */
export function holdSchedule(devnet: Devnet, lastToldNonce: number): HeldSchedule {
  let letGo: () => void = () => undefined;
  let isHeld = true;
  const released = new Promise<void>((resolve) => {
    letGo = () => {
      isHeld = false;
      resolve();
    };
  });
  return {
    letGo,
    async devnet(request) {
      const url = new URL(request.url);
      const afterNonce = url.searchParams.get('from-nonce');
      if (afterNonce === null || !isHeld) return devnet(request);
      const told = lastToldNonce - Number(afterNonce);
      if (told <= 0) await raceAbort(released, request.signal);
      else url.searchParams.set('limit', String(Math.min(told, Number(url.searchParams.get('limit')))));
      return devnet(new Request(url, request));
    },
  };
}
