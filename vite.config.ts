import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The pages' Content-Security-Policy is the built app's; the development server needs inline scripts, styles and its socket. */
const developmentPolicy: Plugin = {
  name: 'development-policy',
  apply: 'serve',
  transformIndexHtml: (html) =>
    html
      .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
      .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
      .replace("connect-src 'self'", "connect-src 'self' ws:"),
};

export default defineConfig({
  // Arweave gateways serve an app below a path of their own choice.
  base: './',
  plugins: [react(), developmentPolicy],
  build: {
    target: 'es2023',
    sourcemap: true,
    manifest: true,
    rollupOptions: { input: { index: 'index.html', headless: 'headless.html' } },
  },
  worker: { format: 'es' },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1' },
});
