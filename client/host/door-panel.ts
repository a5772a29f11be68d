import type { HostMessage, ServerMessages } from "../../shared/protocol/messages.ts";
import { MOST_PLACES } from "../../shared/round/settings.ts";
import { t } from "../i18n/t.ts";
import { element, setText } from "../ui/element.ts";

type Door = ServerMessages["door"];

/** What one press adds. */
const MORE_PLACES = 20;

/** Who may come in: places, the door, and the players who knock at it. Hidden until the server has said whether the door is open. */
export function doorPanel(send: (message: HostMessage) => void): {
  root: HTMLElement;
  /** @param taken players who are in the game */
  update(door: Door | null, taken: number): void;
} {
  let shown: Door | null = null;
  let drawn = "";
  const places = element("p");
  const more = smallButton(t("door.more", { count: MORE_PLACES }), () => {
    if (shown === null) return;
    send({ command: "places", maxPlayers: Math.min(MOST_PLACES, shown.maxPlayers + MORE_PLACES) });
  });
  const state = element("p");
  const turn = smallButton("", () => shown !== null && send({ command: "door", closed: !shown.closed }));
  const waiting = element("p", { class: "door-waiting", attributes: { role: "status" } });
  const knocks = element("ul", { class: "knocks" });
  const root = element(
    "section",
    { class: "panel door" },
    element("h2", { text: t("door.heading") }),
    waiting,
    knocks,
    element("div", { class: "door-line" }, state, turn),
    element("div", { class: "door-line" }, places, more),
  );
  root.hidden = true;

  function drawKnocks({ knocks: waits }: Door): void {
    const key = JSON.stringify(waits);
    if (key === drawn) return;
    drawn = key;
    setText(waiting, waits.length === 0 ? "" : t("door.waiting", { count: waits.length }));
    const focused = document.activeElement?.getAttribute("data-knock");
    knocks.hidden = waits.length === 0;
    knocks.replaceChildren(...waits.map((knock) => knockRow(knock, send)));
    if (!focused) return;
    const same = knocks.querySelector<HTMLElement>(`[data-knock="${CSS.escape(focused)}"]`);
    (same ?? knocks.querySelector("button") ?? turn).focus();
  }

  return {
    root,
    update(door, taken) {
      shown = door;
      root.hidden = door === null;
      if (door === null) return;
      root.classList.toggle("knocked", door.knocks.length > 0);
      setText(state, t(door.closed ? "door.closed" : "door.open"));
      setText(turn, t(door.closed ? "door.openIt" : "door.closeIt"));
      setText(places, t("door.places", { taken, places: door.maxPlayers }));
      more.hidden = door.maxPlayers >= MOST_PLACES;
      drawKnocks(door);
    },
  };
}

function knockRow({ id, nickname }: Door["knocks"][number], send: (message: HostMessage) => void): HTMLElement {
  const answer = (letIn: boolean) =>
    element("button", {
      class: `button tiny${letIn ? " primary" : ""}`,
      text: t(letIn ? "door.letIn" : "door.not"),
      attributes: {
        type: "button",
        "aria-label": letIn ? t("door.letInLabel", { nickname }) : t("door.notLabel", { nickname }),
        "data-knock": `${letIn ? "in" : "out"}-${id}`,
      },
      onClick: () => send({ command: "answer", knockId: id, letIn }),
    });
  return element(
    "li",
    { class: "knock" },
    element("span", { class: "knock-name" }, element("bdi", { text: nickname })),
    answer(true),
    answer(false),
  );
}

function smallButton(text: string, onClick: () => void): HTMLButtonElement {
  return element("button", { class: "button small", text, attributes: { type: "button" }, onClick });
}
