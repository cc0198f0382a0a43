import { encodeBase64url } from '../base/base64url.ts';
import { type Bytes, concatBytes } from '../base/bytes.ts';

/** From this signature on a signer's table pays: making one costs what it saves on some fifteen signatures (docs/decisions/0014-ethereum-speed.md). */
const usesBeforeTable = 8;
const tableWindowBits = 6;
const keptKeys = 64;

const loadCurve = () => import('@noble/curves/secp256k1.js').then(({ secp256k1 }) => secp256k1);
type Curve = Awaited<ReturnType<typeof loadCurve>>;

interface Key {
  readonly point: Curve['Point']['BASE'];
  uses: number;
}

/** Least recently used first. */
const keys = new Map<string, Key>();

/**
 * Whether a recoverable ECDSA signature recovers to `owner`. It is not recovered: since the key is known, it is cheaper to ask whether
 * z/s·G + r/s·P is the point that the signature names by its x (r) and by whether its y is odd (v, SEC 1 §4.1.6).
 * @param owner uncompressed key, with its leading 4
 * @param signature r and s, 32 bytes each, then v, which is 27 or 28
 * @param hash 32 bytes
 */
export async function isSignedByKey(owner: Bytes, signature: Bytes, hash: Bytes): Promise<boolean> {
  const curve = await loadCurve();
  const { Fn } = curve.Point;
  try {
    // Out of range, or zero where an inverse is needed, throws; so does an owner that is no point of the curve.
    const r = Fn.fromBytes(signature.subarray(0, 32));
    const inverse = Fn.inv(Fn.fromBytes(signature.subarray(32, 64)));
    const ofBase = Fn.mul(Fn.fromBytes(hash, true), inverse);
    const named = combine(curve, ofBase, keyOf(curve, owner), Fn.mul(r, inverse));
    if (named.is0()) return false;
    const { x, y } = named.toAffine();
    return x === r && Number(y & 1n) + 27 === signature[64];
  } catch {
    return false;
  }
}

/**
 * The uncompressed key (65 bytes) that a recoverable signature recovers to.
 * @returns undefined where no key has made it
 */
export async function recoverKey(signature: Bytes, hash: Bytes): Promise<Uint8Array | undefined> {
  const v = signature[64];
  if (v !== 27 && v !== 28) return undefined;
  const curve = await loadCurve();
  const recoverable = concatBytes([Uint8Array.of(v - 27), signature.subarray(0, 64)]);
  try {
    const key = curve.recoverPublicKey(recoverable, hash, { prehash: false });
    return curve.Point.fromBytes(key).toBytes(false);
  } catch {
    return undefined;
  }
}

/** a·G + b·P: in one walk, or from tables once the key has one. */
function combine({ Point: { BASE } }: Curve, a: bigint, { point, uses }: Key, b: bigint): Key['point'] {
  return uses > usesBeforeTable
    ? BASE.multiplyUnsafe(a).add(point.multiplyUnsafe(b))
    : BASE.mulAddUnsafe(a, point, b);
}

function keyOf({ Point }: Curve, owner: Bytes): Key {
  const name = encodeBase64url(owner);
  const key = keys.get(name) ?? { point: Point.fromBytes(owner), uses: 0 };
  keys.delete(name);
  keys.set(name, key);
  const [oldest] = keys.keys();
  if (keys.size > keptKeys && oldest !== undefined) keys.delete(oldest);
  key.uses += 1;
  if (key.uses === usesBeforeTable + 1) key.point.precompute(tableWindowBits, false);
  return key;
}
