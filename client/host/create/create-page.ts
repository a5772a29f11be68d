import { MAIN_NAME } from "../../../shared/protocol/arenas.ts";
import type { HostInfo } from "../../../shared/protocol/packs.ts";
import { language } from "../../i18n/language.ts";
import { t } from "../../i18n/t.ts";
import { lessonChoice } from "../../lesson/lesson-form.ts";
import {
  type ArenaAccess,
  changeTraining,
  createSession,
  HostRefusal,
  hostInfo,
  storePack,
  trainingSettings,
} from "../../net/api.ts";
import { keptAddress } from "../../net/game-address.ts";
import { sitePath } from "../../net/site-path.ts";
import { keepsThings, rememberGame } from "../../net/stored-seat.ts";
import { brand } from "../../ui/brand.ts";
import { element, setText } from "../../ui/element.ts";
import { type LearningChoices, learningFields } from "../../ui/learning/learning-fields.ts";
import { arenaPicker } from "./arena-picker.ts";
import { settingsOf } from "./game-draft.ts";
import { gameForm } from "./game-form.ts";
import { gamesOfServer, gamesOfThisDevice } from "./games-list.ts";
import { presetBar } from "./preset-bar.ts";

const SHORT_DATE = { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" } as const;
/** Refusals that the host password settles. */
const PASSWORD_PROBLEMS: ReadonlySet<string> = new Set(["password_needed", "wrong_password", "too_many_tries"]);

/**
 * The page that creates a session and then leads to its control page. Everything has a default, so that one press is enough.
 *
 * @param isLessonChosen the page opens with the lesson instead of a game
 */
export function openCreatePage(isLessonChosen = false): void {
  const password = element("input", { attributes: { type: "password", autocomplete: "current-password" } });
  const passwordField = element(
    "label",
    { class: "field" },
    element("span", { text: t("create.password") }),
    password,
    element("span", { class: "hint", text: t("create.passwordHint") }),
  );
  passwordField.hidden = true;
  const askPassword = (): void => {
    passwordField.hidden = false;
    password.required = true;
  };
  const explained = (error: unknown): Error => {
    if (error instanceof HostRefusal && PASSWORD_PROBLEMS.has(error.error)) {
      askPassword();
      password.focus();
    }
    return error instanceof TypeError || !(error instanceof Error) ? new Error(t("host.unreachable")) : error;
  };
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const form = gameForm(
    (content, type, name) =>
      storePack(content, type, name, password.value).catch((error: unknown) => {
        throw explained(error);
      }),
    () => setText(problem, ""),
  );
  const learning = learningSection();
  const arena = arenaPicker((name) => learning.show(name));
  const presets = presetBar(form.draft, form.fill);
  const submit = element("button", {
    class: "button primary wide",
    text: t("host.create"),
    attributes: { type: "submit" },
  });
  const game = element("div", { class: "create-game" }, presets.choose, ...form.parts, learning.root);
  let isLesson = isLessonChosen;
  const lesson = lessonChoice(isLesson, drawKind);
  const root = element(
    "form",
    { class: "panel create" },
    element("h1", { text: t("host.createHeading") }),
    lesson.kind,
    lesson.fields,
    game,
    arena.root,
    passwordField,
    keepsThings() ? null : element("p", { class: "hint no-storage", text: t("host.noStorage") }),
    problem,
    submit,
    presets.save,
  );
  drawKind(isLessonChosen);

  const aside = element("aside", { class: "create-aside" }, gamesOfThisDevice());

  /** Fields that are not asked for are not checked either. */
  function drawKind(yes: boolean): void {
    isLesson = yes;
    lesson.fields.hidden = !yes;
    game.hidden = yes;
    game.inert = yes;
    root.noValidate = yes;
    presets.save.hidden = yes;
    arena.propose(yes ? t("lesson.create.model", { date: new Date().toLocaleString(language, SHORT_DATE) }) : null);
    busy(false);
  }

  function busy(yes: boolean): void {
    submit.disabled = yes;
    setText(submit, t(yes ? "host.creating" : isLesson ? "lesson.create.start" : "host.create"));
  }
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    const draft = form.draft();
    if (!isLesson && draft.ownPrompts && draft.pack === null) return setText(problem, t("create.pack.missing"));
    setText(problem, "");
    busy(true);
    const settings = isLesson ? lesson.settings() : settingsOf(draft, navigator.language);
    arena
      .take(password.value)
      .then(async (chosen) => {
        const access = { arena: chosen?.name ?? MAIN_NAME, key: chosen?.key ?? null, password: password.value };
        if (!isLesson) await learning.save(access);
        return createSession(settings, chosen, password.value);
      })
      .then(({ code, hostToken }) => {
        rememberGame({ code, title: settings.title, createdAt: Date.now() });
        location.assign(sitePath(keptAddress(`/host/${code}${location.search}`, code, "key", hostToken)));
      })
      .catch((error: unknown) => {
        setText(problem, t("host.createFailed", { reason: explained(error).message }));
        busy(false);
      });
  });
  // What was wrong may be right now.
  root.addEventListener("input", () => setText(problem, ""));
  // The browser can only point at a wrong field that is in sight.
  root.addEventListener("invalid", ({ target }) => openAround(target), true);

  void hostInfo()
    .then(async (info) => {
      if (info.passwordNeeded) {
        askPassword();
        aside.append(gamesOfServer(password));
      }
      form.sayModelLoads(!info.isModelKnown);
      const { ownPrompts, classroomQuestions } = await whenModelIsKnown(info);
      form.sayModelLoads(false);
      if (ownPrompts !== "nobody") form.openToAnyPrompts(ownPrompts);
      if (classroomQuestions !== null) form.offerQuestions(classroomQuestions);
    })
    .catch(() => {}); // told when the form is sent
  document
    .getElementById("app")!
    .replaceChildren(
      element("header", { class: "page-head" }, brand()),
      element("main", { class: "create-main" }, root, aside),
    );
}

/** How often a form that was opened while the trainer still reads the model asks whether it has. */
const MODEL_POLL_MS = 3_000;

async function whenModelIsKnown(info: HostInfo): Promise<HostInfo> {
  if (info.isModelKnown) return info;
  await new Promise((resolve) => setTimeout(resolve, MODEL_POLL_MS));
  return whenModelIsKnown(await hostInfo());
}

function openAround(target: EventTarget | null): void {
  const details = target instanceof Element ? target.closest("details") : null;
  if (details !== null) details.open = true;
}

/** How the model learns, folded away on the form of a new game. These settings belong to the arena and outlast the game. */
function learningSection(): {
  root: HTMLElement;
  /** Shows the settings of an arena; "" for one that is yet to be made. */
  show(arena: string): void;
  save(access: ArenaAccess): Promise<void>;
} {
  const fields = learningFields();
  let known: LearningChoices | null = null;
  let shown: string | null = null;
  const root = element(
    "details",
    { class: "create-more" },
    element("summary", { text: t("learn.heading") }),
    element("p", { class: "hint", text: t("learn.headingHint") }),
    ...fields.parts,
  );
  root.hidden = true; // until the settings are known
  return {
    root,
    show(arena) {
      if (arena === shown) return;
      [shown, known, root.hidden] = [arena, null, true];
      const settings = arena === "" ? hostInfo().then(({ newArena }) => newArena) : trainingSettings(arena);
      settings
        .then((some) => {
          if (arena !== shown) return;
          fields.show(some);
          known = fields.read();
          root.hidden = false;
        })
        .catch(() => {}); // told when the form is sent
    },
    async save(access) {
      const chosen = fields.read();
      if (known === null || JSON.stringify(chosen) === JSON.stringify(known)) return;
      await changeTraining(chosen, access);
      known = chosen;
    },
  };
}
