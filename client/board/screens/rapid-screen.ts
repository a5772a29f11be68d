import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { progress } from "../../ui/round/standings.ts";
import { type ProjectorScreen, stageOf } from "./projector-screen.ts";

/** Pairs are being dealt. */
export function dealingScreen(): ProjectorScreen {
  const stage = stageOf();
  const root = element("section", { class: "p-rapid" }, words("dealing.heading", "dealing.body"), stage);
  return { root, stage, update: () => {} };
}

/** Everyone judges pairs of their own. */
export function rapidScreen(_view: RoomView): ProjectorScreen {
  const count = element("p", { class: "huge", attributes: { "aria-live": "off" } });
  const stage = stageOf();
  const root = element(
    "section",
    { class: "p-rapid" },
    words("rapid.heading", "board.look"),
    element("div", { class: "p-count" }, count, element("p", { text: t("board.verdicts") })),
    stage,
  );
  return { root, stage, update: (next) => setText(count, String(progress(next).verdicts)) };
}

function words(heading: "dealing.heading" | "rapid.heading", body: "dealing.body" | "board.look"): HTMLElement {
  return element("div", { class: "panel" }, element("h2", { text: t(heading) }), element("p", { text: t(body) }));
}
