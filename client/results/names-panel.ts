import type { PlayerNames } from "../../shared/protocol/hosting.ts";
import { t } from "../i18n/t.ts";
import { muteName, playerNames } from "../net/hosting-api.ts";
import { element, setText } from "../ui/element.ts";
import { type KeyedRow, keyedList, rowButton } from "../ui/keyed-list.ts";

type Name = PlayerNames["players"][number];

/** The names of a game's players on the public boards, which its host can take off, also when the game is over. */
export function namesPanel(code: string, hostToken: string): HTMLElement {
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const list = element("ul", { class: "player-list" });
  const root = element(
    "section",
    { class: "panel report-names" },
    element("h2", { text: t("results.names") }),
    element("p", { class: "hint", text: t("results.namesHint") }),
    list,
    problem,
  );
  root.hidden = true; // until there is somebody
  const rows = keyedList<Name>(
    list,
    ({ id }) => id,
    (name) => nameRow(name, turn),
  );
  const failed = (): void => setText(problem, t("refusal.unavailable"));

  async function show(): Promise<void> {
    const names = await playerNames(code, hostToken);
    root.hidden = names.length === 0;
    rows.update(names);
  }

  function turn({ id, muted }: Name): void {
    setText(problem, "");
    void muteName(code, hostToken, id, !muted).then(show).catch(failed);
  }

  void show().catch(failed);
  return root;
}

function nameRow(first: Name, turn: (name: Name) => void): KeyedRow<Name> {
  let name = first;
  const shown = element("bdi");
  const note = element("span", { class: "pill", text: t("results.nameHidden") });
  const button = rowButton("", () => turn(name), { label: "" });
  return {
    root: element("li", { class: "player" }, element("span", { class: "player-name" }, shown), note, button),
    update(next) {
      name = next;
      const { nickname, muted } = name;
      setText(shown, nickname);
      note.hidden = !muted;
      setText(button, t(muted ? "results.nameShow" : "results.nameHide"));
      button.setAttribute(
        "aria-label",
        muted ? t("host.unmuteLabel", { nickname }) : t("host.muteLabel", { nickname }),
      );
    },
  };
}
