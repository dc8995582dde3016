import { betaQuantile } from '../numeric/regularisedBeta.js';
import { studentTQuantile } from '../numeric/studentT.js';

const TAIL = 0.025;

/**
 * The 95% interval of a share that was counted in clusters: of the accuracy on the queries of episodes. It is the exact
 * interval of Clopper and Pearson for as many independent trials as have the same standard error, fewer by the square
 * of what Student's t adds for the number of clusters. Where no cluster differs from another it stays an interval, and
 * it ends at 0 and 1.
 *
 * @param standardError That of the share over clusters. It is null for one cluster, which tells nothing: [0, 1].
 * @see Korn and Graubard, "Confidence intervals for proportions with small expected number of positive counts estimated
 * from survey data", 1998
 */
export function intervalOf(
  share: number,
  standardError: number | null,
  clusters: number,
  clusterSize: number,
): [number, number] {
  if (standardError === null) return [0, 1];
  const all = clusters * clusterSize;
  // Equal clusters would count as more trials than there were.
  const independent = standardError === 0 ? all : Math.min(all, (share * (1 - share)) / standardError ** 2);
  const wider = studentTQuantile(1 - TAIL, clusters - 1) / studentTQuantile(1 - TAIL, all - 1);
  const trials = independent / wider ** 2;
  const right = share * trials;
  const low = share <= 0 ? 0 : betaQuantile(TAIL, right, trials - right + 1);
  const high = share >= 1 ? 1 : betaQuantile(1 - TAIL, right + 1, trials - right);
  return [low, high];
}
