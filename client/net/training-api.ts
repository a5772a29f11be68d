import type { TrainingSettings, TrainingSettingsChange } from "../../shared/protocol/training-settings.ts";
import { asked, passwordHeader } from "./host-api.ts";

/** How the model learns. Both throw as `host-api.ts` does. */
export async function trainingSettings(): Promise<TrainingSettings> {
  return (await asked("/api/training")).json() as Promise<TrainingSettings>;
}

/** @param password the host password, "" where none is known */
export async function changeTraining(change: TrainingSettingsChange, password: string): Promise<TrainingSettings> {
  const headers = { "content-type": "application/json", ...passwordHeader(password) };
  const init = { method: "PATCH", headers, body: JSON.stringify(change) };
  return (await asked("/api/training", init)).json() as Promise<TrainingSettings>;
}
