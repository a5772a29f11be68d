import type { HostMessage, ServerMessages } from "../../shared/protocol/messages.ts";
import { MOST_PLACES } from "../../shared/round/settings.ts";
import { t } from "../i18n/t.ts";
import { element, setText } from "../ui/element.ts";
import { type KeyedRow, keyedList, rowButton } from "../ui/keyed-list.ts";

type Door = ServerMessages["door"];
type Knock = Door["knocks"][number];

/** What one press adds. */
const MORE_PLACES = 20;

/** Who may come in: places, the door, and the players who knock at it. Hidden until the server has said whether the door is open. */
export function doorPanel(send: (message: HostMessage) => void): {
  root: HTMLElement;
  /** @param taken players who are in the game */
  update(door: Door | null, taken: number): void;
} {
  let shown: Door | null = null;
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

  const waits = keyedList<Knock>(
    knocks,
    ({ id }) => id,
    (knock) => knockRow(knock, send),
  );

  function drawKnocks({ knocks: waitingNow }: Door): void {
    setText(waiting, waitingNow.length === 0 ? "" : t("door.waiting", { count: waitingNow.length }));
    knocks.hidden = waitingNow.length === 0;
    const wasIn = knocks.contains(document.activeElement);
    waits.update(waitingNow);
    // The focus was on somebody who is gone from the door.
    if (wasIn && !knocks.contains(document.activeElement)) (knocks.querySelector("button") ?? turn).focus();
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

function knockRow({ id, nickname }: Knock, send: (message: HostMessage) => void): KeyedRow<Knock> {
  const answer = (letIn: boolean) =>
    rowButton(t(letIn ? "door.letIn" : "door.not"), () => send({ command: "answer", knockId: id, letIn }), {
      label: letIn ? t("door.letInLabel", { nickname }) : t("door.notLabel", { nickname }),
      primary: letIn,
    });
  const name = element("span", { class: "knock-name" }, element("bdi", { text: nickname }));
  return { root: element("li", { class: "knock" }, name, answer(true), answer(false)), update: () => {} };
}

function smallButton(text: string, onClick: () => void): HTMLButtonElement {
  return element("button", { class: "button small", text, attributes: { type: "button" }, onClick });
}
