import * as tf from "@tensorflow/tfjs";
import { withGradient } from "./with-gradient.ts";

/**
 * Rows of a table: `[vocab, dim]` and `[n]` int32 ids give `[n, dim]`.
 * Its gradient adds up the rows of repeated ids on every engine; that of `tf.gather` has no kernel on `wasm`.
 */
export function embedding(table: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor2D {
  const rows = withGradient(
    (x) => ({
      value: tf.gather(x, ids),
      saved: [ids], // a caller's temporary would be gone by the backward pass
      gradients: (dy, [ids]) => [sumRows(dy as tf.Tensor2D, ids as tf.Tensor1D, table.shape[0])],
    }),
    table,
  );
  return rows as tf.Tensor2D;
}

/** `[n, dim]` rows added up by their ids: `[count, dim]`. */
function sumRows(rows: tf.Tensor2D, ids: tf.Tensor1D, count: number): tf.Tensor2D {
  if (tf.getKernel("UnsortedSegmentSum", tf.getBackend())) return tf.unsortedSegmentSum(rows, ids, count);
  return tf.matMul(tf.oneHot(ids, count).cast("float32") as tf.Tensor2D, rows, true);
}
