import { useBestBackend } from 'geocollapse/backends';

/** Whether tfjs-node is installed here; importing this loads it and makes it the backend. */
export const tfjsNode = await useBestBackend({ prefer: 'tensorflow', print: false }).then(
  () => true,
  () => false,
);
