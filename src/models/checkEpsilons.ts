import { refuse } from '../input/checks.js';
import type { LayerLike } from './layerGraph.js';
import type { WeightLayout } from './weightLayouts.js';

/** Epsilons of the original: one for all normalisations, or by layer. */
export type Epsilons = number | Record<string, number> | undefined;

/** Refuses normalisations with another epsilon than the original's, which would change every value a little. */
export function checkEpsilons(
  layers: readonly { label: string; layer: LayerLike }[],
  layout: WeightLayout,
  given: Epsilons,
): void {
  const named = new Map(Object.entries(typeof given === 'object' ? given : {}));
  for (const { label, layer } of layers) {
    const usual = layout.epsilon[layer.getClassName()];
    if (usual === undefined) continue;
    const { epsilon } = (layer as LayerLike & { getConfig(): { epsilon: number } }).getConfig();
    const expected = named.get(label) ?? (typeof given === 'number' ? given : usual);
    named.delete(label);
    if (Math.abs(epsilon - expected) <= 1e-3 * expected) continue;
    const whose =
      typeof given === 'number' || typeof given === 'object'
        ? 'as { epsilon } says'
        : `as ${layout.framework} has by default`;
    const build = `Build the model with epsilon: ${expected}`;
    const remedy = `${build}, or pass { epsilon: ${epsilon} } if that is what the original has.`;
    refuse('model', `one of normalisations with epsilon ${expected}, ${whose}`, `'${label}' with ${epsilon}`, remedy);
  }
  for (const [label] of named) {
    const normalising = layers.filter(({ layer }) => layout.epsilon[layer.getClassName()]);
    const remedy = `Leave it out, or name one of ${normalising.map((each) => each.label)}.`;
    refuse('epsilon', 'by names of layers that normalise', `'${label}'`, remedy);
  }
}
