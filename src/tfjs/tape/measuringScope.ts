import { clearWebglSpareLanes } from '../clearWebglSpareLanes.js';
import { repairedGradients } from '../gradients/repairedGradients.js';
import { withGradients } from '../gradients/withGradients.js';
import { splitWebgpuSums } from '../splitWebgpuSums.js';
import { refusingGradients } from './noGradient.js';
import { withRecordedInputs } from './withRecordedInputs.js';

/**
 * How to run synchronous work with gradients that are right, and those of second order, in place of what TensorFlow.js
 * has wrong or lacks. They are taken back after each piece of work, so what the user trains outside of it keeps the
 * gradients that TensorFlow.js gives it.
 *
 * @param twice Whether TensorFlow.js will walk what is recorded once more. It then meets refusals that say what to do
 *   where a gradient is missing.
 */
export function measuringScope(twice: boolean): <T>(work: () => T) => T {
  // For users who made the backend current themselves. These two stay, since they change nothing that was right.
  clearWebglSpareLanes();
  splitWebgpuSums();
  const ours = repairedGradients();
  const all = twice ? [...ours, ...withGradients(ours, refusingGradients)] : ours;
  return (work) => withGradients(all, () => withRecordedInputs(work));
}
