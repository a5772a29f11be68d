const engineFolder = new URL("../", import.meta.url).pathname;

/** The innermost stack frame that belongs to the model: not TensorFlow.js, nor Node, nor this engine. */
function modelFrame(stack: string): string | undefined {
  const frames = stack.split("\n").filter((line) => line.trimStart().startsWith("at "));
  const foreign = (frame: string) => /node_modules|node:|<anonymous>/.test(frame) || frame.includes(engineFolder);
  return frames.find((frame) => !foreign(frame))?.trim();
}

/** The error of a traced function, naming the function, the kernel if one is missing, and the model's line. */
export function traceError(caller: string, error: unknown): Error {
  const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  const unmapped = /Kernel '(\w+)' not registered/.exec(message)?.[1];
  const what = unmapped ? `kernel ${unmapped} has no ONNX mapping (add it in engine/onnx/kernels)` : message;
  const frame = modelFrame(stack);
  return new Error(`${caller}: ${what}${frame ? `, ${frame}` : ""}`, { cause: error });
}
