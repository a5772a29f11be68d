import type { Words } from "../languages.ts";

export const words: Words = {
  "app.tagline": "Tu pulgar enseña a la máquina.",
};
