import { constants } from "node:os";
import { join } from "node:path";
import { softwareVulkan, VULKAN_DRIVER, VULKAN_LOADER } from "../../server/experiments/engines/software-vulkan.ts";

/** Of Linux, and not among Node's: what was loaded stays. */
const RTLD_NODELETE = 0x1000;

/** Vulkan on the CPU for this process. It finds the driver by a variable; the loader it would only find by one that was set before it began. */
export async function useSoftwareVulkan(): Promise<void> {
  const { folder, variables } = await softwareVulkan(process.env);
  process.env[VULKAN_DRIVER] = variables[VULKAN_DRIVER];
  const { RTLD_NOW, RTLD_GLOBAL } = constants.dlopen;
  try {
    process.dlopen({ exports: {} }, join(folder, VULKAN_LOADER), RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE);
  } catch {
    // It is no addon of Node's, which is an error, but it is loaded.
  }
}
