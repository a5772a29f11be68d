import type { Attribute, OnnxType } from "../encode-model.ts";
import { onnxTypeCode } from "../encode-model.ts";
import type { Graph } from "../graph.ts";
import { broadcastShape, type Symbolic, sameShape, uniform } from "../symbolic.ts";
import { type Kernels, kernel } from "./kernel.ts";

type Unary = (graph: Graph, x: Symbolic) => Symbolic;
type Binary = (graph: Graph, a: Symbolic, b: Symbolic) => Symbolic;

/** An operator on one value; `evaluate` computes it for uniform values. */
function unary(op: string, evaluate: (x: number) => number, attributes: Record<string, Attribute> = {}): Unary {
  return (graph, x) => {
    if (x.kind === "uniform") return uniform(x.shape, x.dtype, evaluate(x.value));
    const { name, actual } = graph.operand(x);
    return graph.node(op, [name], attributes, x.dtype, x.shape, actual);
  };
}

/** An operator that broadcasts two values as NumPy does; the result is `dtype`, or has its first operand's type. */
function binary(op: string, evaluate: (a: number, b: number) => number, dtype?: OnnxType): Binary {
  return (graph, a, b) => {
    const shape = broadcastShape(a.shape, b.shape);
    const type = dtype ?? a.dtype;
    if (a.kind === "uniform" && b.kind === "uniform") return uniform(shape, type, evaluate(a.value, b.value));
    const left = graph.operand(a);
    const right = graph.operand(b);
    return graph.node(op, [left.name, right.name], {}, type, shape, broadcastShape(left.actual, right.actual));
  };
}

/** The same elements seen in a larger shape, at no cost. */
export function broadcastTo(graph: Graph, x: Symbolic, shape: readonly number[]): Symbolic {
  if (sameShape(x.shape, shape)) return x;
  if (x.kind === "uniform") return uniform(shape, x.dtype, x.value);
  const { name, actual } = graph.operand(x);
  return graph.computed(name, x.dtype, shape, actual);
}

const isUniform = (x: Symbolic, value: number) => x.kind === "uniform" && x.value === value;

/** A binary operator with neutral elements: the other operand is then only broadcast. */
function withNeutral(operator: Binary, neutral: number, commutative: boolean): Binary {
  return (graph, a, b) => {
    const shape = broadcastShape(a.shape, b.shape);
    if (isUniform(b, neutral)) return broadcastTo(graph, a, shape);
    if (commutative && isUniform(a, neutral)) return broadcastTo(graph, b, shape);
    return operator(graph, a, b);
  };
}

export const add = withNeutral(
  binary("Add", (a, b) => a + b),
  0,
  true,
);
export const sub = withNeutral(
  binary("Sub", (a, b) => a - b),
  0,
  false,
);
export const div = withNeutral(
  binary("Div", (a, b) => a / b),
  1,
  false,
);
const multiply = withNeutral(
  binary("Mul", (a, b) => a * b),
  1,
  true,
);
export const mul: Binary = (graph, a, b) =>
  isUniform(a, 0) || isUniform(b, 0) ? uniform(broadcastShape(a.shape, b.shape), a.dtype, 0) : multiply(graph, a, b);
export const maximum = binary("Max", Math.max);
export const minimum = binary("Min", Math.min);
export const greater = binary("Greater", (a, b) => Number(a > b), "bool");
const less = binary("Less", (a, b) => Number(a < b), "bool");
const equal = binary("Equal", (a, b) => Number(a === b), "bool");
const power = binary("Pow", Math.pow);
const floorMod = binary("Mod", (a, b) => a - b * Math.floor(a / b));

const sqrt = unary("Sqrt", Math.sqrt);
const reciprocal = unary("Reciprocal", (x) => 1 / x);
const not = unary("Not", (x) => Number(x === 0));

/** Every element in its place. A uniform value needs none. */
const whole = (graph: Graph, x: Symbolic, shape: readonly number[]): Symbolic =>
  x.kind === "uniform" ? x : graph.computed(graph.full(broadcastTo(graph, x, shape)), x.dtype, shape);

/** Small powers without the slow general operator. */
const pow: Binary = (graph, a, b) => {
  if (isUniform(b, 0.5)) return broadcastTo(graph, sqrt(graph, a), broadcastShape(a.shape, b.shape));
  if (isUniform(b, 1.5)) return broadcastTo(graph, mul(graph, a, sqrt(graph, a)), broadcastShape(a.shape, b.shape));
  if (isUniform(b, 1)) return broadcastTo(graph, a, broadcastShape(a.shape, b.shape));
  if (graph.device === "cpu") return power(graph, a, b);
  // WebGPU has no power of values that broadcast each other.
  const shape = broadcastShape(a.shape, b.shape);
  return power(graph, whole(graph, a, shape), whole(graph, b, shape));
};

/** The same elements as another type. */
export function cast(graph: Graph, x: Symbolic, dtype: OnnxType): Symbolic {
  if (x.dtype === dtype) return x;
  if (x.kind === "uniform") return uniform(x.shape, dtype, x.value);
  if (x.kind === "computed" && dtype === "float32" && x.asFloat) return x.asFloat;
  const { name, actual } = graph.operand(x);
  return graph.node("Cast", [name], { to: onnxTypeCode(dtype) }, dtype, x.shape, actual);
}

/** Elements of `t` where `condition` holds and of `e` elsewhere, broadcast. */
export function where(graph: Graph, condition: Symbolic, t: Symbolic, e: Symbolic): Symbolic {
  const operands = [condition, t, e].map((value) => graph.operand(value));
  const shape = [t.shape, e.shape].reduce(broadcastShape, condition.shape);
  const actual = operands.map((operand) => operand.actual).reduce(broadcastShape);
  return graph.node(
    "Where",
    operands.map((operand) => operand.name),
    {},
    t.dtype,
    shape,
    actual,
  );
}

const step = (graph: Graph, x: Symbolic, alpha: number): Symbolic => {
  const positive = greater(graph, x, uniform([], x.dtype, 0));
  if (alpha === 0) return cast(graph, positive, "float32");
  return where(graph, positive, uniform([], "float32", 1), uniform([], "float32", alpha));
};

const unaryKernel = (build: Unary) => kernel<"x">((graph, { x }) => build(graph, x));
const binaryKernel = (build: Binary) => kernel<"a" | "b">((graph, { a, b }) => build(graph, a, b));

export const elementwiseKernels: Kernels = {
  Add: binaryKernel(add),
  Sub: binaryKernel(sub),
  Multiply: binaryKernel(mul),
  RealDiv: binaryKernel(div),
  Maximum: binaryKernel(maximum),
  Minimum: binaryKernel(minimum),
  Pow: binaryKernel(pow),
  Mod: kernel<"a" | "b">((graph, { a, b }) => {
    // ONNX's floating-point Mod truncates where TensorFlow.js floors.
    if (a.dtype !== "int32") throw new Error("mod is supported for int32 only; use x - y * floor(x / y)");
    return floorMod(graph, a, b);
  }),
  SquaredDifference: kernel<"a" | "b">((graph, { a, b }) => {
    const difference = sub(graph, a, b);
    return mul(graph, difference, difference);
  }),
  Greater: binaryKernel(greater),
  GreaterEqual: binaryKernel(binary("GreaterOrEqual", (a, b) => Number(a >= b), "bool")),
  Less: binaryKernel(less),
  LessEqual: binaryKernel(binary("LessOrEqual", (a, b) => Number(a <= b), "bool")),
  Equal: binaryKernel(equal),
  NotEqual: kernel<"a" | "b">((graph, { a, b }) => not(graph, equal(graph, a, b))),
  LogicalAnd: binaryKernel(binary("And", (a, b) => Number(a !== 0 && b !== 0), "bool")),
  LogicalOr: binaryKernel(binary("Or", (a, b) => Number(a !== 0 || b !== 0), "bool")),
  LogicalNot: unaryKernel(not),
  AddN: (graph, inputs) => Object.values(inputs).reduce((a, b) => add(graph, a, b)),

  Neg: unaryKernel(unary("Neg", (x) => -x)),
  Abs: unaryKernel(unary("Abs", Math.abs)),
  Exp: unaryKernel(unary("Exp", Math.exp)),
  Log: unaryKernel(unary("Log", Math.log)),
  Sqrt: unaryKernel(sqrt),
  Rsqrt: kernel<"x">((graph, { x }) => reciprocal(graph, sqrt(graph, x))),
  Square: kernel<"x">((graph, { x }) => mul(graph, x, x)),
  Reciprocal: unaryKernel(reciprocal),
  Tanh: unaryKernel(unary("Tanh", Math.tanh)),
  Sigmoid: unaryKernel(unary("Sigmoid", (x) => 1 / (1 + Math.exp(-x)))),
  Softplus: unaryKernel(unary("Softplus", (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))))),
  Relu: unaryKernel(unary("Relu", (x) => Math.max(x, 0))),
  LeakyRelu: kernel<"x", { alpha: number }>((graph, { x }, { alpha }) =>
    unary("LeakyRelu", (v) => (v >= 0 ? v : alpha * v), { alpha: { float: alpha } })(graph, x),
  ),
  Step: kernel<"x", { alpha: number }>((graph, { x }, { alpha }) => step(graph, x, alpha)),
  Sign: unaryKernel(unary("Sign", Math.sign)),
  Floor: unaryKernel(unary("Floor", Math.floor)),
  Ceil: unaryKernel(unary("Ceil", Math.ceil)),
  Sin: unaryKernel(unary("Sin", Math.sin)),
  Cos: unaryKernel(unary("Cos", Math.cos)),
  ClipByValue: kernel<"x", { clipValueMin: number; clipValueMax: number }>(
    (graph, { x }, { clipValueMin, clipValueMax }) =>
      minimum(graph, maximum(graph, x, uniform([], x.dtype, clipValueMin)), uniform([], x.dtype, clipValueMax)),
  ),
  Cast: kernel<"x", { dtype: OnnxType }>((graph, { x }, { dtype }) => cast(graph, x, dtype)),
  ZerosLike: kernel<"x">((_, { x }) => uniform(x.shape, x.dtype, 0)),
  OnesLike: kernel<"x">((_, { x }) => uniform(x.shape, x.dtype, 1)),
};
