import { curious } from "./curious.ts";
import { formal } from "./formal.ts";
import { grumpy } from "./grumpy.ts";
import { kind } from "./kind.ts";
import type { Manner, MannerName } from "./manner.ts";
import { plain } from "./plain.ts";
import { playful } from "./playful.ts";
import { poetic } from "./poetic.ts";
import { rambling } from "./rambling.ts";

export const allManners: Readonly<Record<MannerName, Manner>> = {
  kind,
  grumpy,
  playful,
  plain,
  rambling,
  formal,
  poetic,
  curious,
};
