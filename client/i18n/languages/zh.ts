import type { Words } from "../languages.ts";

export const words: Words = {
  "app.tagline": "用你的拇指教机器。",
};
