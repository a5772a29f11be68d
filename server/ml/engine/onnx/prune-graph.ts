import type { OnnxNode, OnnxValue } from "./encode-model.ts";

/**
 * Removes nodes that no output depends on, and lets the node that computes an output write it directly instead of
 * through an Identity, so that the result lands in the caller's buffer.
 */
export function withoutDeadNodes(
  nodes: readonly OnnxNode[],
  outputs: readonly OnnxValue[],
): { nodes: OnnxNode[]; used: ReadonlySet<string> } {
  const used = new Set(outputs.map((output) => output.name));
  const live: OnnxNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => used.has(name))) continue;
    live.push(node);
    for (const input of node.inputs) used.add(input);
  }
  live.reverse();

  const outputNames = new Set(outputs.map((output) => output.name));
  const isOutputCopy = (node: OnnxNode) => node.op === "Identity" && outputNames.has(node.outputs[0]!);
  const computed = new Set(live.flatMap((node) => (isOutputCopy(node) ? [] : node.outputs)));
  const renamed = new Map<string, string>();
  const kept = live.filter((node) => {
    const source = node.inputs[0]!;
    // An input passed through, and the second output with the same value, do need a copy.
    if (!isOutputCopy(node) || !computed.has(source) || renamed.has(source)) return true;
    renamed.set(source, node.outputs[0]!);
    return false;
  });
  const rename = (name: string) => renamed.get(name) ?? name;
  return {
    nodes: kept.map((node) => ({ ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) })),
    used,
  };
}
