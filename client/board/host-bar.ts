import "../styles/host-bar.css";
import { type HostRight, includesRight } from "../../shared/protocol/host-rights.ts";
import type { HostMessage } from "../../shared/protocol/messages.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { hostControls } from "../host/host-controls.ts";
import { t } from "../i18n/t.ts";
import { element, setText } from "../ui/element.ts";

/** How long the bar stays after the last sign of a hand. */
const REST_MS = 4_000;

/**
 * The controls on the big screen, for whoever stands beside it: they lead the game and lock the lobby, and know nobody's name. They come
 * with a movement of the pointer, a key or a touch, and go when the pointer rests; never while the focus is in them.
 */
export function hostBar(send: (message: HostMessage) => void): {
  readonly root: HTMLElement;
  /** What this screen may do; null: nothing, and there is no bar. */
  right(right: HostRight | null): void;
  update(view: RoomView): void;
} {
  let locked = false;
  let allowed = false;
  let stirredAt = Number.NEGATIVE_INFINITY;
  let resting: ReturnType<typeof setTimeout> | undefined;
  const controls = hostControls(send);
  controls.root.setAttribute("aria-label", t("host.bar"));
  const lock = element("button", {
    class: "button",
    attributes: { type: "button" },
    onClick: () => send({ command: "door", closed: !locked }),
  });
  controls.root.insertBefore(lock, controls.root.lastElementChild); // what ends the game stays last
  const root = element("div", { class: "host-bar" }, controls.root);
  rest();

  function rest(): void {
    if (root.querySelector(":focus-visible") !== null) stir();
    else {
      root.inert = true;
      delete document.body.dataset.stirred;
    }
  }

  function stir(): void {
    stirredAt = performance.now();
    if (!allowed) return;
    root.inert = false;
    document.body.style.setProperty("--host-bar", `${root.offsetHeight}px`);
    document.body.dataset.stirred = "";
    clearTimeout(resting);
    resting = setTimeout(rest, REST_MS);
  }

  for (const sign of ["pointermove", "pointerdown", "keydown", "focusin"]) addEventListener(sign, stir, true);

  return {
    root,
    right(right) {
      allowed = right !== null && includesRight(right, "course");
      root.hidden = !allowed;
      if (!allowed) rest();
      else if (performance.now() - stirredAt < REST_MS) stir(); // a hand was there before it was known that it may
    },
    update(view) {
      locked = view.locked;
      controls.update(view);
      setText(lock, t(locked ? "door.openIt" : "door.closeIt"));
      root.classList.toggle("empty", view.phase === "finished");
    },
  };
}

/** Says on the big screen that newcomers have to knock. */
export function lockPill(): { readonly root: HTMLElement; update(view: Pick<RoomView, "locked">): void } {
  const root = element("p", { class: "pill locked", text: t("door.pill") });
  root.hidden = true;
  return {
    root,
    update(view) {
      root.hidden = !view.locked;
    },
  };
}
