import { refuse } from '../input/checks.js';
import { nearest } from '../input/nearest.js';
import type { StoredTensor } from './parseSafetensors.js';
import type { WeightLayout } from './weightLayouts.js';
import type { Leaf, WeightNames } from './weightNames.js';

/** The tensors of a file that count, by their names without the prefix of all names. */
export interface StoredWeights {
  readonly tensors: Map<string, StoredTensor>;
  /** The name of a module in the form that the tensors have. */
  bare(name: string): string;
}

/** Reads the names of a file. Two tensors of one name are refused. */
export function storedWeights(
  file: Record<string, StoredTensor>,
  layout: WeightLayout,
  { prefix = '', ignore }: { prefix?: string; ignore?: RegExp },
): StoredWeights {
  const bare = (name: string) => {
    const plain = layout.bare(name);
    const rest = name.startsWith(prefix)
      ? name.slice(prefix.length)
      : plain.startsWith(prefix)
        ? plain.slice(prefix.length)
        : plain;
    return layout.bare(rest.replace(/^[./]/, ''));
  };
  const tensors = new Map<string, StoredTensor>();
  const originals = new Map<string, string>();
  for (const [name, value] of Object.entries(file)) {
    if (!name.startsWith(prefix) && !layout.bare(name).startsWith(prefix)) continue;
    if ((ignore && name.search(ignore) >= 0) || layout.besides.test(name)) continue;
    const short = bare(name);
    const other = originals.get(short);
    if (other !== undefined) {
      const remedy =
        'Pass { ignore } for the names of one of them, or { prefix } for what is before those of the other.';
      refuse('file', `a file of one tensor for '${short}'`, `'${other}' and '${name}'`, remedy);
    }
    originals.set(short, name);
    tensors.set(short, value);
  }
  if (tensors.size === 0 && prefix !== '') {
    const close = nearest(prefix, [...new Set(Object.keys(file).map((name) => `${name.split('.')[0]}.`))]);
    const remedy = close ? `Did you mean '${close}'?` : `It begins with '${Object.keys(file)[0] ?? ''}'.`;
    refuse('prefix', 'what names of the file begin with', `'${prefix}'`, remedy);
  }
  return { tensors, bare };
}

/**
 * The names that the user gave, in addition to the usual ones. Layers that the model does not have are refused, and so
 * are modules that the file does not have.
 */
export function checkedNames(
  usual: WeightNames,
  given: WeightNames,
  layers: readonly Leaf[],
  stored: StoredWeights,
): WeightNames {
  const labels = layers.filter(({ layer }) => layer.weights.length > 0).map(({ label }) => label);
  const modules = new Set([...stored.tensors.keys()].map((name) => name.slice(0, name.lastIndexOf('.'))));
  for (const [label, module] of Object.entries(given)) {
    if (!labels.includes(label)) {
      const close = nearest(label, labels);
      refuse(
        'names',
        'by layers of the model that have weights',
        `'${label}'`,
        close ? `Did you mean '${close}'?` : `It has ${some(labels)}.`,
      );
    }
    if (modules.has(stored.bare(module)) || usual[label] === module) continue;
    const close = nearest(module, [...modules]);
    refuse(
      `names['${label}']`,
      'a module of the file',
      `'${module}'`,
      close ? `Did you mean '${close}'?` : `It has ${some([...modules])}.`,
    );
  }
  return { ...usual, ...given };
}

/** A few of the names, for an error. */
function some(names: readonly string[]): string {
  return names.length > 20 ? `${names.slice(0, 20).join(', ')} and ${names.length - 20} more` : names.join(', ');
}
