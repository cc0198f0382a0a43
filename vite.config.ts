import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { bootFirst } from './scripts/vite/bootFirst.ts';
import { developmentPolicy } from './scripts/vite/developmentPolicy.ts';
import { entriesAlone } from './scripts/vite/entriesAlone.ts';
import { serviceWorker } from './scripts/vite/serviceWorker.ts';

export default defineConfig({
  // Arweave gateways serve an app below a path of their own choice.
  base: './',
  plugins: [react(), developmentPolicy, bootFirst, serviceWorker],
  build: {
    target: 'es2023',
    sourcemap: true,
    manifest: true,
    rollupOptions: {
      input: { boot: 'src/boot.ts', index: 'index.html', headless: 'headless.html' },
      // Styles are small. In one file that comes with the page, none is missing where the network goes before a screen is opened.
      output: { codeSplitting: { groups: [{ name: 'styles', test: /\.css$/ }] } },
    },
  },
  worker: { format: 'es', plugins: () => [entriesAlone] },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1' },
});
