import { Router } from "express";
import { type TrainingSettings, trainingSettingsSchema } from "../../../shared/protocol/training-settings.ts";
import { MAIN_ARENA } from "../../ports/arena.ts";
import type { TrainingChoices } from "../../ports/models.ts";
import { HttpFault } from "../http-fault.ts";
import type { HostGuard } from "./host-guard.ts";

export interface TrainingRouteServices {
  readonly hostGuard: HostGuard;
  readonly trainingChoices: TrainingChoices;
}

/** How the model learns: for everybody to see, for hosts to change. */
export function trainingRoutes({ hostGuard, trainingChoices }: TrainingRouteServices): Router {
  const router = Router();

  router.get("/training", async (_request, response) => {
    response.json((await trainingChoices.of(MAIN_ARENA)) satisfies TrainingSettings);
  });

  router.patch("/training", async (request, response) => {
    await hostGuard.admit(request);
    const asked = trainingSettingsSchema.safeParse(request.body ?? {});
    if (!asked.success) {
      const problems = asked.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
      throw new HttpFault(400, "bad_settings", problems.join("; "));
    }
    response.json((await trainingChoices.change(MAIN_ARENA, asked.data)) satisfies TrainingSettings);
  });

  return router;
}
