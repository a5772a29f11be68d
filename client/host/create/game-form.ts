import { BEAT_TIME, MODE_NAMES, MODE_OF_OWN_PROMPTS, MODES, type Mode } from "../../../shared/round/modes.ts";
import {
  CRITERIA,
  type Criterion,
  PACES,
  type Pace,
  READING_TIMES,
  type ReadingTime,
  TEAM_COUNTS,
  type TeamCount,
  TIMINGS,
  type Timing,
} from "../../../shared/round/settings.ts";
import { language } from "../../i18n/language.ts";
import { t } from "../../i18n/t.ts";
import { type Choice, choiceGroup } from "../../ui/choice-group.ts";
import { element, setText } from "../../ui/element.ts";
import {
  closedModes,
  finaleObstacle,
  type GameDraft,
  NEW_DRAFT,
  NUMBER_NAMES,
  NUMBERS,
  type NumberName,
  withOwnPrompts,
} from "./game-draft.ts";
import { packPicker } from "./pack-picker.ts";

/** Times of phases in which nobody puts anything in. */
const PAUSE_TIMES = ["revealMs", "intermissionMs"] as const;

type TeamChoice = `${TeamCount}`;
const TEAM_CHOICES = TEAM_COUNTS.map((count): TeamChoice => `${count}`);

export interface GameForm {
  /** In the order of the form. */
  readonly parts: readonly HTMLElement[];
  draft(): GameDraft;
  fill(draft: GameDraft): void;
  /** Call this when a model can answer the host's own prompts. */
  openToAnyPrompts(who: "policy" | "external"): void;
  /** Whether the model is still being read, so that what it can be asked isn't known yet. */
  sayModelLoads(loads: boolean): void;
  /** Names and lists the questions that ship for the model here. */
  offerQuestions(questions: readonly string[]): void;
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
  const modelLoads = element("p", { class: "hint", text: t("create.modelLoads"), attributes: { role: "status" } });
  modelLoads.hidden = true;
  const classroom = element("ol", { class: "pack-preview" });
  const classroomField = element(
    "details",
    { class: "create-more" },
    element("summary", { text: t("create.classroomList") }),
    language === "en" ? null : element("p", { class: "hint", text: t("create.classroomEnglish") }),
    classroom,
  );
  const teams = choiceGroup<TeamChoice>(
    t("create.teams"),
    choices(TEAM_CHOICES, (value) => ({
      value,
      label: value === "0" ? t("create.teams.none") : t("create.teams.count", { count: value }),
    })),
  );
  const approval = element("input", { attributes: { type: "checkbox" } });
  const approvalField = element(
    "label",
    { class: "check" },
    approval,
    element("span", { text: t("create.approval") }),
    element("span", { class: "hint", text: t("create.approvalHint") }),
  );
  const englishOnly = element(
    "div",
    { class: "create-language" },
    element("p", { class: "hint", text: t("create.englishOnly") }),
    element("button", {
      class: "button small",
      text: t("create.anyLanguage"),
      attributes: { type: "button" },
      onClick: () => fill(withOwnPrompts({ ...draft(), mode: MODE_OF_OWN_PROMPTS }, true, anyPrompts)),
    }),
  );
  const finale = element("input", { attributes: { type: "checkbox" } });
  const finaleHint = element("p", { class: "hint" });
  numbers.get("rounds")?.addEventListener("input", refresh);
  const timing = choiceGroup<Timing>(
    t("create.timing"),
    choices(TIMINGS, (value) => ({ value, label: t(`create.timing.${value}`) })),
    refresh,
  );
  const readingTime = choiceGroup<`${ReadingTime}`>(
    t("create.readingTime"),
    choices(
      READING_TIMES.map((times): `${ReadingTime}` => `${times}`),
      (value) => ({ value, label: t(`create.readingTime.${value}`) }),
    ),
  );
  const pace = choiceGroup<Pace>(
    t("create.pace"),
    choices(PACES, (value) => ({
      ...{ value, label: t(`create.pace.${value}`) },
    })),
    refresh,
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
      pace: pace.value(),
      teams: Number(teams.value()) as TeamCount,
      approval: approval.checked,
      finale: finale.checked,
      timing: timing.value(),
      readingTime: Number(readingTime.value()) as ReadingTime,
      numbers: Object.fromEntries(
        NUMBER_NAMES.map((name) => [name, Math.round(Number(numbers.get(name)?.value) * NUMBERS[name].unit)]),
      ) as GameDraft["numbers"],
    };
  }

  /** Shows what the choices call for. */
  function refresh(): void {
    const { criterion: chosen, ownPrompts, mode: played, timing: by } = draft();
    ownField.hidden = chosen !== "own";
    own.required = chosen === "own";
    picker.root.hidden = !ownPrompts;
    classroomField.hidden = ownPrompts || classroom.childElementCount === 0;
    mode.disable(closedModes(ownPrompts, anyPrompts));
    englishOnly.hidden = language === "en" || anyPrompts || ownPrompts;
    approvalField.hidden = !MODES[played].beats.some((beat) => beat === "writing");
    const noFinale = finaleObstacle(draft(), anyPrompts);
    finale.disabled = noFinale !== null;
    setText(finaleHint, t(noFinale === null ? "create.finaleHint" : `create.finale.${noFinale}`));
    const timesOfMode = MODES[played].beats.map((beat) => BEAT_TIME[beat]);
    const fixed = timesOfMode.filter((name) => name !== "showdownMs" || by === "fixed");
    const timed: readonly NumberName[] = pace.value() === "timer" ? [...fixed, ...PAUSE_TIMES] : [];
    for (const name of [...Object.values(BEAT_TIME), ...PAUSE_TIMES]) {
      const time = numbers.get(name)?.closest<HTMLElement>(".field");
      if (time) time.hidden = !timed.includes(name);
    }
    readingTime.root.hidden = by !== "words";
  }

  function fill(given: GameDraft): void {
    title.value = given.title;
    own.value = given.ownQuestion;
    mode.choose(given.mode);
    criterion.choose(given.criterion);
    prompts.choose(given.ownPrompts ? "own" : "builtIn");
    teams.choose(`${given.teams}`);
    approval.checked = given.approval;
    finale.checked = given.finale;
    timing.choose(given.timing);
    readingTime.choose(`${given.readingTime}`);
    pace.choose(given.pace);
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
      englishOnly,
      mode.root,
      criterion.root,
      ownField,
      element("div", { class: "create-two" }, prompts.root, teams.root),
      modelLoads,
      classroomField,
      picker.root,
      approvalField,
      element("div", { class: "create-pair" }, labelled(t("host.title"), title), field("rounds")),
      element(
        "div",
        { class: "create-finale" },
        element("label", { class: "switch" }, finale, element("span", { text: t("create.finale") })),
        finaleHint,
      ),
      element(
        "details",
        { class: "create-more" },
        element("summary", { text: t("create.more") }),
        timing.root,
        readingTime.root,
        pace.root,
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
    sayModelLoads(loads) {
      modelLoads.hidden = !loads;
    },
    offerQuestions(questions) {
      prompts.rename("builtIn", t("create.classroom", { count: questions.length }));
      classroom.replaceChildren(...questions.map((text) => element("li", { text, attributes: { lang: "en" } })));
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
