import { describe, expect, it } from 'vitest';
import { estimatorChoice } from '../../src/geometry/estimatorChoice.js';
import { type Given, settingsOf } from '../../src/geometry/options.js';

const read = (value: unknown) => estimatorChoice('estimator', value);

describe('the option estimator', () => {
  it('is a name, or an object with the numbers of its own', () => {
    expect(read('outputs')).toEqual({ kind: 'outputs', examples: 8, entries: 64 });
    expect(read({ kind: 'split' })).toEqual(read('split'));
    expect(read({ kind: 'examples' })).toEqual(read('examples'));
    expect(read({ kind: 'examples', examples: 3 })).toEqual({ kind: 'examples', examples: 3, entries: 64 });
    expect(read({ kind: 'entries', entries: 5 })).toEqual({ kind: 'entries', examples: 8, entries: 5 });
  });

  it.each<[unknown, string]>([
    ['splt', "estimator must be one of 'split', 'exact', 'rademacher', 'outputs', 'examples', 'entries', got \"splt\""],
    [{}, "estimator.kind must be one of 'split'"],
    [{ kind: 'guess' }, "estimator.kind must be one of 'split'"],
    [{ kind: 'examples', examples: 1 }, 'estimator.examples must be a whole number of at least 2, got 1'],
    [{ kind: 'entries', examples: 9 }, "estimator must be of known names (kind, entries), got 'examples'"],
    [{ kind: 'split', entries: 9 }, "estimator must be of known names (kind), got 'entries'"],
    [['split'], 'estimator must be one of'],
    [null, 'estimator must be one of'],
  ])('refuses %j', (value, message) => {
    expect(() => read(value)).toThrow(message);
  });

  it.each<[string, Given, string]>([
    ['probes of every row', { estimator: read('exact'), probes: 3 }, 'probes must be left out'],
    ['probes of some examples', { estimator: read('examples'), probes: 3 }, 'probes must be left out'],
    ['one probe of outputs', { estimator: read('outputs'), probes: 1 }, 'probes must be a whole number of at least 2'],
    ['an error and every row', { estimator: read('exact'), relativeError: 0.1 }, 'relativeError must stand alone'],
    ['an error of entries', { estimator: read('entries'), relativeError: 0.1 }, 'estimator must be'],
    ['a most without an aim', { maxVjps: 10 }, 'maxVjps must come with relativeError'],
  ])('refuses %s, since one of the two would be ignored', (_, given, message) => {
    expect(() => settingsOf(given)).toThrow(message);
  });
});
