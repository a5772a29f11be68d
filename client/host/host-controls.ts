import type { HostMessage } from "../../shared/protocol/messages.ts";
import { HOST_COMMANDS, type HostCommand } from "../../shared/round/command.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { t } from "../i18n/t.ts";
import { element } from "../ui/element.ts";

/** The buttons that run a game. The one that ends it asks first. */
export function hostControls(send: (message: HostMessage) => void): {
  root: HTMLElement;
  update(view: Parameters<typeof hostCommands>[0]): void;
} {
  const buttons = new Map(HOST_COMMANDS.map((name) => [name, commandButton(name, send)]));
  return {
    root: element(
      "div",
      { class: "host-buttons", attributes: { role: "group", "aria-label": t("host.controls") } },
      ...buttons.values(),
    ),
    update(view) {
      const allowed = hostCommands(view);
      for (const [name, button] of buttons) {
        const { shown, enabled } = allowed[name];
        button.hidden = !shown;
        button.disabled = !enabled;
      }
    },
  };
}

function commandButton(name: HostCommand, send: (message: HostMessage) => void): HTMLButtonElement {
  const style = name === "start" || name === "resume" ? " primary" : name === "end" ? " danger" : "";
  const give = () => send({ command: name });
  const ending = { heading: t("host.endHeading"), body: t("host.endBody"), yes: t("host.endYes") };
  return element("button", {
    class: `button${style}`,
    text: t(`host.${name}`),
    attributes: { type: "button" },
    onClick: name === "end" ? () => void confirmed(ending).then((yes) => yes && give()) : give,
  });
}

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

/** Asks before something that can't be taken back. Resolves to false on Cancel and Escape. The focus starts on Cancel. */
export function confirmed(question: { heading: string; body: string; yes: string }): Promise<boolean> {
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
