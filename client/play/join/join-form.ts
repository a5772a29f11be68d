import { readJoinCode } from "../../../shared/protocol/join-code.ts";
import { AVATARS } from "../../canvas/art/avatar-art.ts";
import { t } from "../../i18n/t.ts";
import { avatarImage } from "../../ui/avatar-image.ts";
import { element, setText } from "../../ui/element.ts";

export interface JoinChoice {
  readonly code: string;
  readonly nickname: string;
  readonly avatar: number;
}

export interface JoinForm {
  readonly root: HTMLFormElement;
  /** Shows why joining failed and lets the player try again. */
  fail(problem: string): void;
  /** Says why the player has to wait, with a button that calls `stop` and lets them try otherwise. */
  wait(problem: string, stop: () => void): void;
}

/**
 * Code, nickname and face. `offer` is a seat that this device already has in the game. Who has a return code gives that in the place of
 * nickname and face.
 */
export function joinForm(
  initial: { code: string; nickname: string; avatar: number },
  offer: { nickname: string; accept: () => void } | null,
  onJoin: (choice: JoinChoice) => void,
  onReturn: (code: string, returnCode: string) => void,
): JoinForm {
  const code = input("code", initial.code, { autocapitalize: "characters", maxlength: "200", class: "code" });
  const nickname = input("nickname", initial.nickname, { maxlength: "40", autocapitalize: "words" });
  const dice = element(
    "button",
    {
      class: "button small dice",
      attributes: { type: "button", "aria-label": t("join.dice"), title: t("join.dice") },
      onClick() {
        nickname.value = randomNickname(
          { qualities: t("names.qualities"), animals: t("names.animals"), pattern: t("names.pattern") },
          Math.random,
        );
        nickname.removeAttribute("aria-invalid");
      },
    },
    element("img", { attributes: { src: "/dice.svg", alt: "" } }),
  );
  const avatars = avatarPicker(initial.avatar, Math.random);
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  let stopWaiting = (): void => {};
  const stop = element("button", {
    class: "button wide",
    text: t("join.stop"),
    attributes: { type: "button" },
    onClick: () => stopWaiting(),
  });
  stop.hidden = true;
  const submit = element("button", {
    class: "button primary wide",
    text: t("join.submit"),
    attributes: { type: "submit" },
  });
  const back = input("return", "", { autocapitalize: "characters", maxlength: "20", class: "code" });
  const backField = field(t("join.returnCode"), back, t("join.returnHint"));
  const hasCode = element("button", {
    class: "button small",
    text: t("join.hasReturnCode"),
    attributes: { type: "button", "aria-expanded": "false" },
    onClick: () => showReturn(backField.hidden !== false),
  });
  const newcomer = [
    element("div", { class: "nickname-row" }, field(t("join.nickname"), nickname, ""), dice),
    avatars.root,
  ];
  backField.hidden = true;

  function showReturn(open: boolean): void {
    backField.hidden = !open;
    for (const part of newcomer) part.hidden = open;
    hasCode.setAttribute("aria-expanded", String(open));
    setText(submit, t(open ? "join.return" : "join.submit"));
    setText(hasCode, t(open ? "join.noReturnCode" : "join.hasReturnCode"));
    if (open) back.focus();
  }

  const root = element(
    "form",
    { class: "panel join", attributes: { novalidate: "", autocomplete: "off" } },
    element("h1", { text: t("join.heading") }),
    field(t("join.code"), code, t("join.codeHint")),
    ...newcomer,
    backField,
    problem,
    submit,
    stop,
    offer === null
      ? null
      : element("button", {
          class: "button wide",
          text: t("join.continue", { nickname: offer.nickname }),
          attributes: { type: "button" },
          onClick: offer.accept,
        }),
    hasCode,
  );

  root.addEventListener("submit", (event) => {
    event.preventDefault();
    const choice = {
      code: readJoinCode(code.value) ?? code.value.trim().toUpperCase(),
      nickname: nickname.value.trim(),
      avatar: avatars.value(),
    };
    if (choice.code === "") return complain(t("join.needCode"), code);
    if (!backField.hidden && back.value.trim() === "") return complain(t("join.needReturnCode"), back);
    if (backField.hidden && choice.nickname === "") return complain(t("join.needNickname"), nickname);
    setText(problem, "");
    submit.disabled = true;
    setText(submit, t("join.joining"));
    if (backField.hidden) onJoin(choice);
    else onReturn(choice.code, back.value);
  });

  // What was pasted is shown as it is read.
  code.addEventListener("change", () => {
    code.value = readJoinCode(code.value) ?? code.value;
  });

  function complain(text: string, at: HTMLInputElement): void {
    setText(problem, text);
    at.focus();
  }

  function fail(text: string): void {
    submit.disabled = false;
    stop.hidden = true;
    setText(submit, t(backField.hidden ? "join.submit" : "join.return"));
    problem.classList.remove("patient");
    setText(problem, text);
  }

  return {
    root,
    fail,
    wait(text, stopAsking) {
      stopWaiting = () => {
        stopAsking();
        fail("");
        submit.focus();
      };
      stop.hidden = false;
      submit.disabled = true;
      setText(submit, t("join.waiting"));
      problem.classList.add("patient");
      setText(problem, text);
    },
  };
}

function input(name: string, value: string, attributes: Readonly<Record<string, string>>): HTMLInputElement {
  const node = element("input", { attributes: { name, type: "text", spellcheck: "false", ...attributes } });
  node.value = value;
  return node;
}

function field(label: string, control: HTMLInputElement, hint: string): HTMLElement {
  return element(
    "label",
    { class: "field" },
    element("span", { text: label }),
    control,
    element("span", { class: "hint", text: hint }),
  );
}

const SHOWN = 8;

/** A radio group of eight faces with the chosen one among them, and another eight on demand. */
function avatarPicker(initial: number, random: () => number): { root: HTMLElement; value: () => number } {
  let chosen = initial;
  const choices = element("div", { class: "avatar-choices" });
  const root = element(
    "fieldset",
    { class: "avatar-picker" },
    element("legend", { text: t("join.avatar") }),
    choices,
    element("button", {
      class: "button small",
      text: t("join.shuffle"),
      attributes: { type: "button" },
      onClick: deal,
    }),
  );

  function deal(): void {
    const faces = new Set([chosen]);
    while (faces.size < SHOWN) faces.add(Math.floor(random() * AVATARS));
    choices.replaceChildren(...[...faces].map(choice));
  }

  function choice(avatar: number): HTMLElement {
    const input = element("input", { attributes: { type: "radio", name: "avatar", value: String(avatar) } });
    input.setAttribute("aria-label", t("avatar.name", { number: avatar + 1 }));
    input.checked = avatar === chosen;
    input.addEventListener("change", () => {
      chosen = avatar;
    });
    return element("label", { class: "avatar-choice" }, input, avatarImage(avatar));
  }

  deal();
  return { root, value: () => chosen };
}

/** Words of one language to make nicknames of; lists are divided by commas. */
interface NicknameWords {
  readonly qualities: string;
  readonly animals: string;
  /** With `<quality>` and `<animal>`. */
  readonly pattern: string;
}

/** A friendly nickname; `random` gives numbers from 0 up to 1. */
export function randomNickname(words: NicknameWords, random: () => number): string {
  const one = (list: string): string => {
    const choices = list.split(",");
    return choices[Math.floor(random() * choices.length)]!.trim();
  };
  return words.pattern.replace("<quality>", one(words.qualities)).replace("<animal>", one(words.animals));
}
