import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { completeDraft, type GameDraft } from "./game-draft.ts";

/** Saved games of this device: choose one to fill the form in, save the form under its title, or delete one. */
export function presetBar(
  current: () => GameDraft,
  onChosen: (draft: GameDraft) => void,
): { choose: HTMLElement; save: HTMLElement } {
  const select = element("select");
  const remove = element("button", {
    class: "button small",
    text: t("create.presetDelete"),
    attributes: { type: "button" },
  });
  const save = element("button", {
    class: "button small",
    text: t("create.presetSave"),
    attributes: { type: "button" },
  });
  const said = element("p", { class: "hint", attributes: { role: "status" } });

  const label = element(
    "label",
    { class: "field preset-choose" },
    element("span", { text: t("create.presets") }),
    select,
  );
  const choose = element("div", { class: "presets" }, label, remove);

  function draw(chosen: string): void {
    const titles = [...storedPresets().keys()];
    const options = titles.map((title) => element("option", { text: title, attributes: { value: title } }));
    select.replaceChildren(element("option", { text: t("create.presetNone"), attributes: { value: "" } }), ...options);
    select.value = chosen;
    choose.hidden = titles.length === 0;
    remove.hidden = select.value === "";
  }

  select.addEventListener("change", () => {
    const draft = storedPresets().get(select.value);
    remove.hidden = draft === undefined;
    setText(said, "");
    if (draft !== undefined) onChosen(draft);
  });
  save.addEventListener("click", () => {
    const draft = current();
    storePreset(draft);
    draw(draft.title);
    setText(said, t("create.presetSaved", { name: draft.title }));
  });
  remove.addEventListener("click", () => {
    deletePreset(select.value);
    setText(said, "");
    draw("");
  });

  draw("");
  return { choose, save: element("div", { class: "presets" }, save, said) };
}

const KEY = "thumbwar:presets";
const MOST = 30;

/** Games that a host has saved on this device, by title. There are none where storage is forbidden. */
function storedPresets(): ReadonlyMap<string, GameDraft> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    if (!Array.isArray(stored)) return new Map();
    const drafts = stored.filter((item) => typeof item === "object" && typeof item?.title === "string");
    return new Map(drafts.map((draft: Partial<GameDraft>) => [draft.title ?? "", completeDraft(draft)]));
  } catch {
    return new Map();
  }
}

/** Newest first; one of the same title is replaced. */
function storePreset(draft: GameDraft): void {
  write([draft, ...[...storedPresets().values()].filter(({ title }) => title !== draft.title)]);
}

function deletePreset(title: string): void {
  write([...storedPresets().values()].filter((draft) => draft.title !== title));
}

function write(drafts: readonly GameDraft[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(drafts.slice(0, MOST)));
  } catch {
    // Private windows may forbid storage.
  }
}
