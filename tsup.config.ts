import { defineConfig, type Options } from 'tsup';

const rooms = ['statistics', 'geometry', 'collapse', 'backends', 'models', 'data', 'training', 'transfer'];
const entry = {
  index: 'src/index.ts',
  ...Object.fromEntries(rooms.map((room) => [`${room}/index`, `src/${room}/index.ts`])),
};
const shared: Options = {
  target: 'es2022',
  platform: 'neutral',
  sourcemap: true,
  external: [/^node:/],
};

export default defineConfig([
  // ES modules stay the files that they are in src/: with `sideEffects: false` a bundler leaves out each one that is not
  // needed. Of files that are put together it keeps every constant that a call or a spread makes.
  { ...shared, entry: ['src/**/*.ts'], format: 'esm', bundle: false },
  // Code shared by two entries is emitted once, so that state (a registered kernel) is never doubled.
  { ...shared, entry, format: 'cjs', splitting: true },
  { ...shared, entry, format: ['esm', 'cjs'], dts: { only: true } },
]);
