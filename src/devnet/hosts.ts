/** The kinds of server that an AO network is made of. */
export type UnitKind = 'gateway' | 'scheduler-unit' | 'second-scheduler-unit' | 'compute-unit';

/** RFC 2606 reserves `.invalid`: no such host can exist, so nothing that is asked here can leave the browser. */
const domain = 'selfsame.invalid';
const honestDomain = `demo.${domain}`;
const lyingSuffix = `.lie.${domain}`;

const labels: Readonly<Record<UnitKind, string>> = {
  gateway: 'gateway',
  'scheduler-unit': 'su',
  // Another host of the same scheduler, with the same schedules.
  'second-scheduler-unit': 'su-2',
  'compute-unit': 'cu',
};

/** Origin of a unit of the demo network; with `lie`, of its twin that tells this one lie. */
export function devnetOrigin(unit: UnitKind, lie?: string): string {
  return `https://${labels[unit]}${lie === undefined ? `.${honestDomain}` : `.${lie}${lyingSuffix}`}`;
}

export interface DevnetHost {
  readonly unit: UnitKind;
  readonly lie: string | undefined;
}

/** Whether a request to this URL is for the demo network: such requests never reach a real network. */
export function isDevnetUrl(url: string | URL): boolean {
  return new URL(url).hostname.endsWith(`.${domain}`);
}

/** `undefined` where no unit of the demo network has this host name. */
export function parseDevnetHost(hostname: string): DevnetHost | undefined {
  const [label = '', ...rest] = hostname.split('.');
  const unit = (Object.keys(labels) as UnitKind[]).find((kind) => labels[kind] === label);
  const parent = rest.join('.');
  if (unit === undefined) return undefined;
  if (parent === honestDomain) return { unit, lie: undefined };
  if (!parent.endsWith(lyingSuffix)) return undefined;
  return { unit, lie: parent.slice(0, -lyingSuffix.length) };
}
