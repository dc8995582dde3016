/** `npm run test:browser`: the conformance suite in headless Chromium, the system's where there is one. */
import { existsSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import { mergeConfig } from 'vitest/config';
import { picturesInNode } from './test/data/images/inNode.js';
import base from './vitest.config.js';

const installed = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = installed.find((path) => path && existsSync(path)); // else playwright's own, if it was fetched
const args = [
  '--no-sandbox',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];

const config = mergeConfig(base, {
  test: {
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath, args } }),
      instances: [{ browser: 'chromium' }],
      commands: { picturesInNode }, // what a page asks Node for
    },
  },
});
config.test.include = ['test/**/*.browser.ts']; // merging would add to the list
export default config;
