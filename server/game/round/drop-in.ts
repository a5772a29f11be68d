import { DEFAULT_SETTINGS, type SessionSettings } from "../../../shared/round/settings.ts";

/** The public session: rounds for ever, for whoever comes by, with nobody to host it. */
export const DROP_IN: SessionSettings = {
  ...DEFAULT_SETTINGS,
  title: "Drop-in",
  rounds: 0,
  rapidMs: 30_000,
  showdownMs: 25_000,
  maxPlayers: 200,
};
