import type { StepState } from "../engine/engine.ts";
import type { NamedTensor, NamedTensors } from "../model/safetensors.ts";

/** Parameters, moments and step count by the names of `adamWSpecs`. */
export type Snapshot = Readonly<Record<string, Float32Array>>;

/** A copy of the decoder's weights of these names and shapes, without whatever else is trained beside them. */
export function weightsOf(
  current: Readonly<Record<string, Float32Array>>,
  shapes: Readonly<Record<string, readonly number[]>>,
): NamedTensors {
  const weights: Record<string, NamedTensor> = {};
  for (const [name, shape] of Object.entries(shapes)) weights[name] = { shape, values: current[name]!.slice() };
  return weights;
}

export const snapshotOf = (state: StepState): Record<string, Float32Array> =>
  Object.fromEntries(Object.entries(state.values).map(([name, values]) => [name, values.slice()]));

/** Copies a snapshot in; what it lacks begins at zero. */
export function restoreState(state: StepState, snapshot: Snapshot): void {
  for (const [name, values] of Object.entries(state.values)) {
    const saved = snapshot[name];
    if (saved) values.set(saved);
    else values.fill(0);
  }
}
