import { defineConfig } from 'tsup';

const rooms = ['statistics', 'geometry', 'collapse', 'backends', 'models', 'data', 'training'];

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    ...Object.fromEntries(rooms.map((room) => [`${room}/index`, `src/${room}/index.ts`])),
  },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  // Code shared by two entries is emitted once, so that state (a registered kernel) is never doubled.
  splitting: true,
  dts: true,
  clean: true,
  sourcemap: true,
  external: [/^node:/],
});
