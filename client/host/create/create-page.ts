import { MAIN_NAME } from "../../../shared/protocol/arenas.ts";
import { t } from "../../i18n/t.ts";
import {
  type ArenaAccess,
  changeTraining,
  createSession,
  HostRefusal,
  hostInfo,
  storePack,
  trainingSettings,
} from "../../net/api.ts";
import { rememberHostToken } from "../../net/stored-seat.ts";
import { brand } from "../../ui/brand.ts";
import { element, setText } from "../../ui/element.ts";
import { type LearningChoices, learningFields } from "../../ui/learning/learning-fields.ts";
import { arenaPicker } from "./arena-picker.ts";
import { settingsOf } from "./game-draft.ts";
import { gameForm } from "./game-form.ts";
import { presetBar } from "./preset-bar.ts";

/** Refusals that the host password settles. */
const PASSWORD_PROBLEMS: ReadonlySet<string> = new Set(["password_needed", "wrong_password", "too_many_tries"]);

/** The page that creates a session and then leads to its control page. Everything has a default, so that one press is enough. */
export function openCreatePage(): void {
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
  const root = element(
    "form",
    { class: "panel create" },
    element("h1", { text: t("host.createHeading") }),
    presets.choose,
    ...form.parts,
    arena.root,
    learning.root,
    passwordField,
    problem,
    submit,
    presets.save,
  );

  const busy = (yes: boolean): void => {
    submit.disabled = yes;
    setText(submit, t(yes ? "host.creating" : "host.create"));
  };
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    const draft = form.draft();
    if (draft.ownPrompts && draft.pack === null) return setText(problem, t("create.pack.missing"));
    setText(problem, "");
    busy(true);
    const settings = settingsOf(draft);
    arena
      .take(password.value)
      .then(async (chosen) => {
        await learning.save({ arena: chosen?.name ?? MAIN_NAME, key: chosen?.key ?? null, password: password.value });
        return createSession(settings, chosen, password.value);
      })
      .then(({ code, hostToken }) => {
        rememberHostToken(code, hostToken);
        location.assign(`/host/${code}${location.search}`);
      })
      .catch((error: unknown) => {
        setText(problem, t("host.createFailed", { reason: explained(error).message }));
        busy(false);
      });
  });
  // The browser can only point at a wrong field that is in sight.
  root.addEventListener("invalid", ({ target }) => openAround(target), true);

  void hostInfo()
    .then(({ passwordNeeded, ownPrompts }) => {
      if (passwordNeeded) askPassword();
      if (ownPrompts !== "nobody") form.openToAnyPrompts(ownPrompts);
    })
    .catch(() => {}); // told when the form is sent
  document
    .getElementById("app")!
    .replaceChildren(
      element("header", { class: "page-head" }, brand()),
      element("main", { class: "create-main" }, root),
    );
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
