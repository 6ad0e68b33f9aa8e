import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Programs that tests start, hundreds of times, are compiled once: Node keeps what it made of their sources.
process.env['NODE_COMPILE_CACHE'] ??= new URL('.test-env/compiled', import.meta.url).pathname;
// The same for the pictures of synthetic cameras.
process.env['KHUE_SIMULATOR_CACHE_DIR'] ??= new URL('.test-env/pictures', import.meta.url).pathname;

const exclude = ['**/node_modules/**', '**/dist/**'];

/** Three kinds of tests: small (no I/O), medium (real database, broker, sockets), whole (real browser, whole house). */
export default defineConfig({
  test: {
    // Every core, none kept for the runner: tests wait for databases, sockets and browsers more than they compute.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: 'small',
          include: ['*/**/*.test.ts', '*/**/*.test.tsx'],
          exclude: [...exclude, '**/*.medium.test.ts', 'tests/**'],
          // Nothing but memory, and none of it shared: what is imported once serves every file of a worker.
          isolate: false,
        },
      },
      {
        test: {
          name: 'medium',
          include: ['*/**/*.medium.test.ts'],
          exclude,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          globalSetup: ['tests/environment/globalSetup.ts'],
        },
      },
      {
        test: {
          name: 'whole',
          include: ['tests/**/*.test.ts'],
          exclude: [...exclude, '**/*.medium.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
