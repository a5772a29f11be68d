import type { RoomView } from "../../shared/protocol/views.ts";
import { t } from "../i18n/t.ts";
import { element } from "../ui/element.ts";

/** Asks before something that can't be taken back. Resolves false for Cancel and Escape, on which the focus starts. */
export function confirmDialog(question: { heading: string; body: string; yes: string }): Promise<boolean> {
  const heading = element("h2", { text: question.heading, attributes: { id: "confirm-heading" } });
  const cancel = element("button", {
    class: "button",
    text: t("host.cancel"),
    attributes: { value: "", autofocus: "" },
  });
  const yes = element("button", { class: "button danger", text: question.yes, attributes: { value: "yes" } });
  const form = element(
    "form",
    { attributes: { method: "dialog" } },
    heading,
    element("p", { text: question.body }),
    element("div", { class: "dialog-buttons" }, cancel, yes),
  );
  const dialog = element("dialog", { class: "panel dialog", attributes: { "aria-labelledby": heading.id } }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

export type HostCommand = "start" | "pause" | "resume" | "extend" | "skip" | "end";

/** Which of the host's buttons are there, and which of them can be pressed now. */
export function hostCommands(
  view: Pick<RoomView, "phase" | "paused" | "players">,
): Readonly<Record<HostCommand, { readonly shown: boolean; readonly enabled: boolean }>> {
  const lobby = view.phase === "lobby";
  const running = !lobby && view.phase !== "finished";
  const timed = running && view.phase !== "dealing";
  return {
    start: { shown: lobby, enabled: view.players.size > 0 },
    pause: { shown: running && !view.paused, enabled: timed },
    resume: { shown: running && view.paused, enabled: true },
    extend: { shown: running, enabled: timed },
    skip: { shown: running, enabled: timed },
    end: { shown: view.phase !== "finished", enabled: true },
  };
}
