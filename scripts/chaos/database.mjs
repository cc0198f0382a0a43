// @ts-check

/**
 * What the browser's database holds, judged without the app's own code.
 * @typedef {object} DatabaseReport
 * @property {number | null} savedNonce of the newest checkpoint of the process
 * @property {number} checkpoints
 * @property {number} packs
 * @property {readonly string[]} faults sentences
 */

/**
 * The records as they lie there.
 * @typedef {{ lineId: string, nonce: number, json: string }} ManifestRecord
 * @typedef {{ lineId: string, packId: string, byteCount: number, bytes: Uint8Array<ArrayBuffer> }} PackRecord
 * @typedef {{ packId: string }} PackReference
 * @typedef {readonly [owner: string, firstNonce: number, lastNonce: number]} BatchKey
 */

/**
 * Runs inside the page, so it uses nothing from outside itself. Every pack must be named by a manifest, and be the bytes that its name says;
 * every manifest must find its packs; every message up to the newest checkpoint must have its result.
 * @param {string} processId
 * @returns {Promise<DatabaseReport>}
 */
export async function inspectDatabase(processId) {
  /** @type {<Value>(request: IDBRequest<Value>) => Promise<Value>} */
  const settled = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const known = await indexedDB.databases();
  if (!known.some(({ name }) => name === 'selfsame')) {
    return { savedNonce: null, checkpoints: 0, packs: 0, faults: [] };
  }
  const database = await settled(indexedDB.open('selfsame'));
  try {
    const tables = ['checkpoints', 'packs', 'results'];
    if (!tables.every((name) => database.objectStoreNames.contains(name))) {
      return { savedNonce: null, checkpoints: 0, packs: 0, faults: [] };
    }
    const transaction = database.transaction(tables);
    /** @type {[ManifestRecord[], PackRecord[], BatchKey[]]} */
    const [manifests, packs, results] = await Promise.all([
      settled(transaction.objectStore('checkpoints').getAll()),
      settled(transaction.objectStore('packs').getAll()),
      settled(/** @type {IDBRequest<any>} */ (transaction.objectStore('results').getAllKeys())),
    ]);
    const faults = [];
    /** @type {(lineId: string, packId: string) => string} */
    const key = (lineId, packId) => `${lineId} ${packId}`;
    const present = new Set(packs.map(({ lineId, packId }) => key(lineId, packId)));
    const named = new Set();
    for (const { lineId, nonce, json } of manifests) {
      /** @type {{ layers: PackReference[], files: { pack: PackReference }[] }} */
      const { layers, files } = JSON.parse(json);
      for (const { packId } of [...layers, ...files.map((file) => file.pack)]) {
        named.add(key(lineId, packId));
        if (!present.has(key(lineId, packId))) faults.push(`checkpoint ${nonce} lacks pack ${packId}`);
      }
    }
    for (const { lineId, packId, byteCount, bytes } of packs) {
      if (!named.has(key(lineId, packId))) faults.push(`pack ${packId} is an orphan`);
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      const text = btoa(String.fromCharCode(...digest))
        .replaceAll('+', '-')
        .replaceAll('/', '_')
        .replaceAll('=', '');
      if (text !== packId || bytes.length !== byteCount) faults.push(`pack ${packId} holds other bytes`);
    }
    const own = manifests.filter(({ lineId }) => lineId.startsWith(`${processId}/`));
    const savedNonce = own.length === 0 ? null : Math.max(...own.map(({ nonce }) => nonce));
    let covered = -1;
    const batches = results
      .filter(([owner]) => own.some(({ lineId }) => lineId === owner))
      .sort((a, b) => a[1] - b[1]);
    for (const [, firstNonce, lastNonce] of batches) {
      if (firstNonce <= covered + 1) covered = Math.max(covered, lastNonce);
    }
    if (savedNonce !== null && covered < savedNonce) {
      faults.push(`results end at nonce ${covered}, before checkpoint ${savedNonce}`);
    }
    return { savedNonce, checkpoints: manifests.length, packs: packs.length, faults };
  } finally {
    database.close();
  }
}
