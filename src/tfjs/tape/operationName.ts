/** What an operation of the tape is called in an error. Those of `tf.customGrad` have no name of their own. */
export function operationName(kernelName: string): string {
  return kernelName === '' || kernelName === 'unnamed scope' ? 'a custom gradient' : kernelName;
}

/** The same in quotes. An operation with a gradient of its own has the name of the scope that it ran in, if any. */
export function quotedName(kernelName: string): string {
  const name = kernelName.replace(/__op$/, '');
  return name === '' || name === 'unnamed scope' ? 'an operation of tf.customGrad' : `'${name}'`;
}
