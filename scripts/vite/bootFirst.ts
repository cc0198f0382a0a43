import type { Plugin } from 'vite';

/**
 * The app's page runs `src/boot.ts` as a script of its own, beside those that import it. As part of theirs it would wait until all of them
 * have been fetched, compiled and run; `async` lets it run before the page's styles are there.
 */
export const bootFirst: Plugin = {
  name: 'boot-first',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {}, path }) {
      if (path !== '/index.html') return html;
      const boot = Object.values(bundle).find((file) => file.type === 'chunk' && file.name === 'boot');
      if (boot === undefined) throw new Error('The build has no chunk of src/boot.ts.');
      const script = `<script type="module" async crossorigin src="./${boot.fileName}"></script>`;
      return html.replace('<script type="module"', `${script}\n    <script type="module"`);
    },
  },
};
