/** What a GraphModel was loaded from, as far as it is used. */
export interface GraphArtifacts<Node> {
  /** The nodes of the graph. Undefined for a model that is not loaded. */
  readonly nodes?: readonly Node[];
  /** Names of nodes by the names that the signature gives to outputs. */
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * The graph of a GraphModel. It is kept as it was loaded, in members that are not public in TensorFlow.js 4.22.0; no
 * public one tells how the nodes are connected.
 */
export function graphArtifacts<Node>(model: object): GraphArtifacts<Node> {
  const { artifacts, signature } = model as {
    artifacts?: { modelTopology?: { node?: Node[] } };
    signature?: { outputs?: Record<string, { name: string }> };
  };
  const outputs = Object.entries(signature?.outputs ?? {}).map(([name, output]) => [name, output.name]);
  return { nodes: artifacts?.modelTopology?.node, outputs: Object.fromEntries(outputs) };
}
