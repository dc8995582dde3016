import './onCpu.js';
import * as core from 'geocollapse';
import * as backends from 'geocollapse/backends';
import * as data from 'geocollapse/data';
import * as models from 'geocollapse/models';
import * as training from 'geocollapse/training';
import { BACKENDS } from './entries/backends.js';
import { COLLAPSE } from './entries/collapse.js';
import { DATA } from './entries/data.js';
import type { Entries } from './entries/entry.js';
import { GEOMETRY } from './entries/geometry.js';
import { MODELS } from './entries/models.js';
import { STATISTICS } from './entries/statistics.js';
import { TRAINING } from './entries/training.js';
import { TRANSFER } from './entries/transfer.js';

/** The modules that users import, by name. */
export const MODULES: Record<string, Record<string, unknown>> = {
  geocollapse: core,
  'geocollapse/backends': backends,
  'geocollapse/data': data,
  'geocollapse/models': models,
  'geocollapse/training': training,
};

/** Every public function, by name. A new export without an entry here fails the trial. */
export const ENTRIES: Entries = {
  ...STATISTICS,
  ...COLLAPSE,
  ...GEOMETRY,
  ...BACKENDS,
  ...DATA,
  ...MODELS,
  ...TRAINING,
  ...TRANSFER,
};
