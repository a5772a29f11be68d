import type { HostMessage } from "../../shared/protocol/messages.ts";
import { HOST_COMMANDS, type HostCommand } from "../../shared/round/command.ts";
import type { Pace } from "../../shared/round/settings.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { t } from "../i18n/t.ts";
import { confirmed } from "../ui/confirmed.ts";
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
        // What waits for the host is what the host presses most.
        if (name === "skip") button.classList.toggle("primary", view.pace === "host");
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

/** Who ends each part of a round: the clock, or the host's *Next*. */
export function paceSwitch(choose: (pace: Pace) => void): { root: HTMLElement; show(pace: Pace): void } {
  const input = element("input", { attributes: { type: "checkbox", role: "switch" } });
  input.addEventListener("change", () => choose(input.checked ? "host" : "timer"));
  const label = element("label", { class: "switch" }, element("span", { text: t("host.pace") }), input);
  return {
    root: element("div", { class: "pace" }, label, element("p", { class: "hint", text: t("host.paceHint") })),
    show(pace) {
      input.checked = pace === "host";
    },
  };
}

/** Which of the host's buttons are there, and which of them can be pressed now. */
export function hostCommands(
  view: Pick<RoomView, "phase" | "paused" | "players" | "pace" | "rounds">,
): Readonly<Record<HostCommand, { readonly shown: boolean; readonly enabled: boolean }>> {
  const lobby = view.phase === "lobby";
  const running = !lobby && view.phase !== "finished";
  const timed = running && view.phase !== "dealing";
  return {
    start: { shown: lobby, enabled: view.players.size > 0 },
    pause: { shown: running && !view.paused, enabled: timed },
    resume: { shown: running && view.paused, enabled: true },
    extend: { shown: running && view.pace === "timer", enabled: timed },
    skip: { shown: running, enabled: timed },
    // The public session goes on for ever.
    end: { shown: view.phase !== "finished" && view.rounds > 0, enabled: true },
  };
}
