/** Of jasmine-core 3.99, which brings no types, what specs.ts uses. */
declare module 'jasmine-core/lib/jasmine-core/jasmine.js' {
  const jasmineRequire: object;
  export default jasmineRequire;
}

declare module 'jasmine-core/lib/jasmine-core/node_boot.js' {
  export interface SpecResult {
    fullName: string;
    status: string;
    failedExpectations: { message: string }[];
  }
  interface Environment {
    configure(options: { random: boolean }): void;
    addReporter(reporter: { specDone(result: SpecResult): void; jasmineDone(): void }): void;
    execute(): void;
  }
  export default function boot(jasmineRequire: object): { getEnv(): Environment };
}
