import react from '@vitejs/plugin-react';
import { defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite';

/** Faces that the first screen shows: preloaded, so that no text jumps and the map never bakes in a fall-back font. */
const firstFaces = /be-vietnam-pro-(?:latin|vietnamese)-(?:400|600)-normal-[^/]*\.woff2$/u;

function preloadFonts(): Plugin {
  return {
    name: 'khue-preload-fonts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, context) =>
        Object.keys(context.bundle ?? {})
          .filter((name) => firstFaces.test(name))
          .map(
            (name): HtmlTagDescriptor => ({
              tag: 'link',
              attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `/${name}` },
              injectTo: 'head',
            }),
          ),
    },
  };
}

/** `KHUE_DEV_API` names the running server that `vite` forwards to while developing. */
const api = process.env['KHUE_DEV_API'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), preloadFonts()],
  server: {
    proxy: {
      '/api': { target: api, ws: true },
      '/video': { target: api, ws: true },
      '/healthz': { target: api },
    },
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(?:react|react-dom|scheduler|@tanstack|i18next|react-i18next)\// },
            {
              name: 'map',
              test: /node_modules\/(?:maplibre-gl|@maplibre|@deck\.gl|@luma\.gl|@math\.gl|@loaders\.gl)\//,
            },
            { name: 'chart', test: /node_modules\/(?:echarts|zrender)\// },
          ],
        },
      },
    },
  },
});
