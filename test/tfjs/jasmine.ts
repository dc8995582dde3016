import jasmineRequire from 'jasmine-core/lib/jasmine-core/jasmine.js';
import boot from 'jasmine-core/lib/jasmine-core/node_boot.js';

/** Imported before the specs: puts `describe`, `it`, `expect` and the like where they look for them. */
export const jasmineEnvironment = boot(jasmineRequire).getEnv();
