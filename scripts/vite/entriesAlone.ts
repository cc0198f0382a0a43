import type { Plugin } from 'vite';

const copy = '?apart';

/**
 * Keeps a worker's entry out of reach of the chunks that it loads later. WebKit takes a module that is imported for another one than the
 * worker's script, though their addresses are the same: it would run the entry a second time, in the same worker, and every call would be
 * answered twice. All that such chunks share with an entry here are hashes, so that the curves get some of their own; what is shared
 * anyhow fails the build.
 */
export const entriesAlone: Plugin = {
  name: 'entries-alone',
  apply: 'build',
  enforce: 'pre',
  async resolveId(source, importer, options) {
    const isCopied = importer?.endsWith(copy);
    if (!isCopied && !(source.startsWith('@noble/hashes') && importer?.includes('/@noble/curves/')))
      return null;
    const resolved = await this.resolve(source, importer?.replace(copy, ''), { ...options, skipSelf: true });
    return resolved === null ? null : { ...resolved, id: `${resolved.id}${copy}` };
  },
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue;
      const entry = file.imports.find((name) => {
        const imported = bundle[name];
        return imported?.type === 'chunk' && imported.isEntry;
      });
      if (entry !== undefined) this.error(`${file.fileName} imports the entry ${entry}.`);
    }
  },
};
