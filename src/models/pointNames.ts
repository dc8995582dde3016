import { InputError } from '../input/checks.js';
import { nearest } from '../input/nearest.js';
import { isModel, keyOf, type LayerLike, type ModelLike, type Point, resolve } from './layerGraph.js';

/**
 * Finds points by the names that people give: of a layer anywhere in the model, alone or with the models around it, or
 * of a model inside.
 */
export interface PointNames {
  /** A name that leads to this point and to no other. */
  label(point: Point): string;
  /** @throws InputError that lists the choices where the name leads to no point or to several. */
  find(name: string): Point;
  /** All names, in the order of the network, for an error. */
  readonly all: string;
}

/** The largest number of names in an error. */
const MOST = 60;

/** The names of points. The points come in the order of the network. */
export function pointNames(model: ModelLike, points: readonly Point[]): PointNames {
  const named = pointsByPath(model, points);
  const candidates = (name: string): Point[] => {
    const exact = named.get(name);
    if (exact) return exact;
    const matching = (fits: (path: string) => boolean) => {
      const found = new Set([...named].flatMap(([path, those]) => (fits(path) ? those : [])));
      return points.filter((point) => found.has(point));
    };
    const inside = matching((path) => path.endsWith(`/${name}`));
    if (inside.length > 0) return inside;
    // Keras numbers the names that it was not given: dense_1, functional_3.
    return matching((path) => /^(.*)_\d+$/.exec(path.split('/').at(-1)!)?.[1] === name);
  };
  const label = (point: Point): string => {
    const { name } = point.symbol.sourceLayer;
    if (is(candidates(name), point)) return name;
    const path = [...named].find(([, those]) => those.includes(point))?.[0] ?? name;
    const same = named.get(path) ?? [point];
    return same.length > 1 ? `${path}:${same.indexOf(point)}` : path;
  };
  const listed = (those: readonly Point[]) => listOf(those.filter((point) => !isInput(point)).map(label));
  const find = (name: string): Point => {
    const found = candidates(name);
    const [, path, place] = /^(.*):(\d+)$/.exec(name) ?? [];
    const numbered = found.length === 0 && path ? candidates(path)[Number(place)] : undefined;
    if (numbered) return numbered;
    if (found.length === 1) return found[0];
    const expected = found.length > 1 ? `hold one layer '${name}' in its graph` : `hold a layer '${name}' in its graph`;
    const there = listed(found.length > 1 ? found : points);
    const close = found.length > 1 ? undefined : nearest(name, points.filter((point) => !isInput(point)).map(label));
    const remedy = `${close ? `Did you mean '${close}'? ` : ''}Pass { layer } with one of these names.`;
    throw new InputError('model', expected, there, remedy);
  };
  return {
    label: (point) => label(points.find((each) => keyOf(each) === keyOf(point)) ?? point),
    find,
    get all() {
      return listed(points);
    },
  };
}

/** Names for an error: all, or the last ones, which are nearest to the output. */
export function listOf(names: readonly string[]): string {
  const more = names.length - MOST;
  return more > 0 ? `${names.slice(-MOST).join(', ')} (and ${more} before them)` : names.join(', ');
}

export function isInput(point: Point): boolean {
  return point.symbol.sourceLayer.getClassName() === 'InputLayer';
}

function is(candidates: readonly Point[], point: Point): boolean {
  return candidates.length === 1 && candidates[0] === point;
}

/** The points by the paths of their layers, and by those of the models that end with them. */
function pointsByPath(model: ModelLike, points: readonly Point[]): Map<string, Point[]> {
  const named = new Map<string, Point[]>();
  const paths = layerPaths(model);
  for (const point of points) {
    const { sourceLayer, id } = point.symbol;
    const own = paths.filter(({ layer }) => layer === sourceLayer);
    // A layer may be in two models: the path is through those that lead to this point.
    const here = own.filter(({ models }) => point.frames.every((frame) => models.includes(frame.model)));
    const ended = paths.filter(({ layer }) => isModel(layer) && layer.outputs.length === 1 && endOf(layer) === id);
    const found = here.length > 0 ? here : own;
    // A Sequential does not list its input layer.
    for (const { path } of [...(found.length > 0 ? found : [{ path: sourceLayer.name }]), ...ended]) {
      named.set(path, [...(named.get(path) ?? []), point]);
    }
  }
  return named;
}

/** Every layer of a model and of the models inside, with its path and the models on the way. */
function layerPaths(
  model: ModelLike,
  prefix = '',
  models: ModelLike[] = [],
): { path: string; layer: LayerLike; models: ModelLike[] }[] {
  return model.layers.flatMap((layer) => {
    const path = `${prefix}${layer.name}`;
    const inside = isModel(layer) ? layerPaths(layer, `${path}/`, [...models, layer]) : [];
    return [{ path, layer, models }, ...inside];
  });
}

/** The tensor that a layer inside a model makes for the output of the model. */
function endOf(model: ModelLike): number {
  return resolve({ symbol: model.outputs[0], frames: [] }).symbol.id;
}
