import * as Phaser from "phaser";

/** Drivers that draw on the processor, as they call themselves. */
const SOFTWARE = /SwiftShader|llvmpipe|softpipe|Software|Basic Render/i;

/**
 * WebGL where a graphics card draws. Without one (or with a blocked driver) WebGL is emulated and every frame is copied
 * back; the browser's own canvas then moves the same few dozen images at a fraction of the cost.
 */
export function quickestRenderer(): number {
  const probe = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (probe === null) return Phaser.CANVAS;
  const names = probe.getExtension("WEBGL_debug_renderer_info");
  const name = String(probe.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? probe.RENDERER));
  probe.getExtension("WEBGL_lose_context")?.loseContext();
  return SOFTWARE.test(name) ? Phaser.CANVAS : Phaser.WEBGL;
}
