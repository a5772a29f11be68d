import type { MethodName } from "../../shared/protocol/training-methods.ts";
import type { Method } from "./method.ts";
import { onlineDpo } from "./online-dpo/online-dpo.ts";
import { ADOPTED_DPO, ONLINE_DPO } from "./online-dpo/online-dpo-settings.ts";
import { ppo } from "./ppo/ppo.ts";
import { ADOPTED_PPO, PPO } from "./ppo/ppo-settings.ts";
import { ADOPTED_RLOO, RLOO, rloo } from "./rloo/rloo.ts";

/** Everything that can improve a policy from its reward, one of each name. */
export type Methods = Readonly<Record<MethodName, Method>>;

/** With the settings for the pocket model, all of whose weights move. */
export const METHODS: Methods = { ppo: ppo(PPO), dpo: onlineDpo(ONLINE_DPO), rloo: rloo(RLOO) };

/** With the settings for an adapter to a model of the user's own. */
export const ADOPTED_METHODS: Methods = {
  ppo: ppo(ADOPTED_PPO),
  dpo: onlineDpo(ADOPTED_DPO),
  rloo: rloo(ADOPTED_RLOO),
};
