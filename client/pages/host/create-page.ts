import { DEFAULT_SETTINGS, type SessionSettings } from "../../../shared/round/settings.ts";
import { type StringKey, t } from "../../i18n/t.ts";
import { createSession } from "../../net/api.ts";
import { rememberHostToken } from "../../net/stored-seat.ts";
import { brand } from "../../widgets/brand.ts";
import { element, setText } from "../../widgets/element.ts";

const LIMITS = {
  rounds: { label: "host.rounds", min: 1, max: 100, unit: 1 },
  maxPlayers: { label: "host.maxPlayers", min: 1, max: 400, unit: 1 },
  rapidMs: { label: "host.rapid", min: 1, max: 300, unit: 1000 },
  showdownMs: { label: "host.showdown", min: 1, max: 300, unit: 1000 },
  revealMs: { label: "host.reveal", min: 1, max: 120, unit: 1000 },
  intermissionMs: { label: "host.intermission", min: 1, max: 300, unit: 1000 },
} as const satisfies Partial<Record<keyof SessionSettings, object>> &
  Record<string, { label: StringKey; min: number; max: number; unit: number }>;

/** A form with the settings that matter; the rest has defaults. Leads to the control page of the new session. */
export function openCreatePage(): void {
  const title = textInput(DEFAULT_SETTINGS.title, 60);
  const question = textInput(DEFAULT_SETTINGS.question, 120);
  const numbers = Object.entries(LIMITS).map(([name, limit]) => {
    const input = element("input", {
      attributes: {
        type: "number",
        min: String(limit.min),
        max: String(limit.max),
        required: "",
        inputmode: "numeric",
      },
    });
    input.value = String(DEFAULT_SETTINGS[name as keyof typeof LIMITS] / limit.unit);
    return { name, limit, input, field: labelled(t(limit.label), input) };
  });
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const submit = element("button", {
    class: "button primary wide",
    text: t("host.create"),
    attributes: { type: "submit" },
  });
  const form = element(
    "form",
    { class: "panel create" },
    element("h1", { text: t("host.createHeading") }),
    labelled(t("host.title"), title),
    labelled(t("host.question"), question),
    element("div", { class: "create-numbers" }, ...numbers.map(({ field }) => field)),
    problem,
    submit,
  );

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit.disabled = true;
    setText(submit, t("host.creating"));
    setText(problem, "");
    const timing = Object.fromEntries(
      numbers.map(({ name, limit, input }) => [name, Number(input.value) * limit.unit]),
    );
    createSession({ title: title.value, question: question.value, ...timing })
      .then(({ code, hostToken }) => {
        rememberHostToken(code, hostToken);
        location.assign(`/host/${code}${location.search}`);
      })
      .catch((error: unknown) => {
        const unreachable = error instanceof TypeError || !(error instanceof Error);
        setText(problem, t("host.createFailed", { reason: unreachable ? t("host.unreachable") : error.message }));
        submit.disabled = false;
        setText(submit, t("host.create"));
      });
  });
  document
    .getElementById("app")!
    .replaceChildren(
      element("header", { class: "page-head" }, brand()),
      element("main", { class: "create-main" }, form),
    );
}

function textInput(value: string, maxLength: number): HTMLInputElement {
  const input = element("input", { attributes: { type: "text", required: "", maxlength: String(maxLength) } });
  input.value = value;
  return input;
}

function labelled(label: string, input: HTMLInputElement): HTMLElement {
  return element("label", { class: "field" }, element("span", { text: label }), input);
}
