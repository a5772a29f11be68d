import { element, setText } from "./element.ts";

/** One banner for the connection and one polite live region for what happens in the game. */
export interface Notice {
  /** "" takes the banner away. */
  banner(text: string): void;
  /** Reads a sentence out without showing it. */
  say(text: string): void;
}

export function notice(): Notice {
  const banner = element("div", { class: "notice", attributes: { role: "status" } });
  const live = element("div", { class: "visually-hidden", attributes: { "aria-live": "polite", id: "live" } });
  document.body.append(banner, live);
  return {
    banner: (text) => setText(banner, text),
    say: (text) => setText(live, text),
  };
}
