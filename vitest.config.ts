import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^geocollapse$/, replacement: source('index.ts') },
      { find: /^geocollapse\/(.*)$/, replacement: source('$1/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: '100%', // of the cores: the default leaves one idle, which is half of two
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
