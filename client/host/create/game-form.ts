import { BEAT_TIME, MODE_NAMES, MODES, type Mode } from "../../../shared/round/modes.ts";
import { CRITERIA, type Criterion, TEAM_COUNTS, type TeamCount } from "../../../shared/round/settings.ts";
import { t } from "../../i18n/t.ts";
import { type Choice, choiceGroup } from "../../ui/choice-group.ts";
import { element } from "../../ui/element.ts";
import {
  closedModes,
  type GameDraft,
  NEW_DRAFT,
  NUMBER_NAMES,
  NUMBERS,
  type NumberName,
  withOwnPrompts,
} from "./game-draft.ts";
import { packPicker } from "./pack-picker.ts";

type TeamChoice = `${TeamCount}`;
const TEAM_CHOICES = TEAM_COUNTS.map((count): TeamChoice => `${count}`);

export interface GameForm {
  /** In the order of the form. */
  readonly parts: readonly HTMLElement[];
  draft(): GameDraft;
  fill(draft: GameDraft): void;
  /** Call this when a model can answer the host's own prompts. */
  openToAnyPrompts(who: "policy" | "external"): void;
}

/** The fields of a new game. They hold a draft; `settingsOf` makes the settings of a session of it. */
export function gameForm(storePack: Parameters<typeof packPicker>[0], onPack: () => void): GameForm {
  let pack: GameDraft["pack"] = null;
  let anyPrompts = false;
  const title = textInput(60);
  const own = textInput(120);
  const ownField = labelled(t("create.ownCriterion"), own);
  const numbers = new Map(NUMBER_NAMES.map((name) => [name, numberInput(name)]));
  const mode = choiceGroup<Mode>(
    t("create.mode"),
    choices(MODE_NAMES, (value) => ({
      ...{ value, label: t(`create.mode.${value}`), hint: t(`create.mode.${value}Hint`) },
    })),
    refresh,
  );
  const criterion = choiceGroup<Criterion>(
    t("create.criterion"),
    choices(CRITERIA, (value) => ({
      ...{ value, label: t(`create.criterion.${value}`) },
    })),
    refresh,
  );
  const prompts = choiceGroup<"builtIn" | "own">(
    t("create.prompts"),
    choices(["builtIn", "own"], (value) => ({
      ...{ value, label: t(`create.prompts.${value}`) },
    })),
    (value) => mode.choose(withOwnPrompts(draft(), value === "own", anyPrompts).mode),
  );
  const teams = choiceGroup<TeamChoice>(
    t("create.teams"),
    choices(TEAM_CHOICES, (value) => ({
      value,
      label: value === "0" ? t("create.teams.none") : t("create.teams.count", { count: value }),
    })),
  );
  const picker = packPicker(storePack, (stored) => {
    pack = stored;
    if (stored !== null) onPack();
  });
  prompts.root.addEventListener("change", refresh);

  function draft(): GameDraft {
    return {
      title: title.value,
      mode: mode.value(),
      criterion: criterion.value(),
      ownQuestion: own.value,
      ownPrompts: prompts.value() === "own",
      pack,
      teams: Number(teams.value()) as TeamCount,
      numbers: Object.fromEntries(
        NUMBER_NAMES.map((name) => [name, Math.round(Number(numbers.get(name)?.value) * NUMBERS[name].unit)]),
      ) as GameDraft["numbers"],
    };
  }

  /** Shows what the choices call for. */
  function refresh(): void {
    const { criterion: chosen, ownPrompts, mode: played } = draft();
    ownField.hidden = chosen !== "own";
    own.required = chosen === "own";
    picker.root.hidden = !ownPrompts;
    mode.disable(closedModes(ownPrompts, anyPrompts));
    const timesOfMode = MODES[played].beats.map((beat) => BEAT_TIME[beat]);
    for (const name of Object.values(BEAT_TIME)) {
      const time = numbers.get(name)?.closest<HTMLElement>(".field");
      if (time) time.hidden = !timesOfMode.includes(name);
    }
  }

  function fill(given: GameDraft): void {
    title.value = given.title;
    own.value = given.ownQuestion;
    mode.choose(given.mode);
    criterion.choose(given.criterion);
    prompts.choose(given.ownPrompts ? "own" : "builtIn");
    teams.choose(`${given.teams}`);
    pack = given.pack;
    picker.show(pack);
    for (const [name, input] of numbers) input.value = String(given.numbers[name] / NUMBERS[name].unit);
    refresh();
  }

  const field = (name: NumberName) => labelled(t(NUMBERS[name].label), numbers.get(name) ?? textInput(0));
  const timers = NUMBER_NAMES.filter((name) => name !== "rounds").map(field);
  fill(NEW_DRAFT);
  return {
    parts: [
      mode.root,
      criterion.root,
      ownField,
      element("div", { class: "create-two" }, prompts.root, teams.root),
      picker.root,
      element("div", { class: "create-pair" }, labelled(t("host.title"), title), field("rounds")),
      element(
        "details",
        { class: "create-more" },
        element("summary", { text: t("create.more") }),
        element("div", { class: "create-numbers" }, ...timers),
      ),
    ],
    draft,
    fill,
    openToAnyPrompts(who) {
      anyPrompts = true;
      picker.sayAnswered(who);
      refresh();
    },
  };
}

function choices<V extends string>(values: readonly V[], choice: (value: V) => Choice<V>): [Choice<V>, ...Choice<V>[]] {
  return values.map(choice) as [Choice<V>, ...Choice<V>[]];
}

function textInput(maxLength: number): HTMLInputElement {
  return element("input", { attributes: { type: "text", required: "", maxlength: String(maxLength), dir: "auto" } });
}

function numberInput(name: NumberName): HTMLInputElement {
  const { min, max } = NUMBERS[name];
  return element("input", {
    attributes: { type: "number", min: String(min), max: String(max), step: "any", required: "", inputmode: "numeric" },
  });
}

function labelled(label: string, input: HTMLInputElement): HTMLElement {
  return element("label", { class: "field" }, element("span", { text: label }), input);
}
