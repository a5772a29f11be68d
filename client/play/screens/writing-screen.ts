import "../../styles/modes.css";
import { countWords, MAX_ANSWER_LENGTH } from "../../../shared/round/beats/writing.ts";
import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import type { PlayContext, Screen } from "./screen.ts";

/** One answer of one's own to the round's prompt, to be judged blind against the model's. */
export function writingScreen(view: RoomView, context: PlayContext): Screen {
  const maxWords = view.task?.maxWords ?? 0;
  let written = context.ownBallot()?.answer ?? null;
  let paused = view.paused;
  const text = element("textarea", {
    attributes: { rows: "4", maxlength: String(MAX_ANSWER_LENGTH), "aria-describedby": "words-left", dir: "auto" },
  });
  const left = element("p", { class: "hint words-left", attributes: { id: "words-left" } });
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const send = element("button", { class: "button primary wide", text: t("bot.send"), attributes: { type: "submit" } });
  const form = element(
    "form",
    { class: "panel writing" },
    element("label", { class: "field" }, element("span", { text: t("bot.yours") }), text),
    left,
    problem,
    send,
    element("p", { class: "hint", text: t("bot.rules") }),
  );
  const mine = element("blockquote", { class: "written", attributes: { dir: "auto" } });
  const waiting = element("p", { class: "hint" });
  const done = element("div", { class: "panel locked" }, element("h2", { text: t("bot.sent") }), mine, waiting);
  const stage = element("div", { class: "stage", attributes: { "aria-hidden": "true" } });
  const root = element(
    "section",
    { class: "writing-screen" },
    element(
      "div",
      { class: "prompt" },
      element("h2", { class: "question", text: t("bot.heading") }),
      element("p", { class: "prompt-text", text: view.task?.prompt ?? "" }),
    ),
    form,
    done,
    stage,
  );

  function draw(): void {
    const words = countWords(text.value);
    setText(left, t("bot.words", { words, max: maxWords }));
    left.classList.toggle("problem", words > maxWords);
    send.disabled = paused || words === 0 || words > maxWords;
    form.hidden = written !== null;
    done.hidden = written === null;
    setText(mine, written ?? "");
  }

  /** The field takes what it has room for, and says nothing by itself. */
  function warnOfCut(pasted: string): void {
    const room = MAX_ANSWER_LENGTH - text.value.length + (text.selectionEnd - text.selectionStart);
    setText(problem, pasted.length > room ? t("bot.cut", { max: MAX_ANSWER_LENGTH }) : "");
  }

  text.addEventListener("input", draw);
  text.addEventListener("paste", (event) => warnOfCut(event.clipboardData?.getData("text") ?? ""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void write(text.value);
  });

  async function write(answer: string): Promise<void> {
    send.disabled = true;
    setText(problem, "");
    const reply = await context.link.request("write", { text: answer });
    if (reply.ok) {
      written = answer.replace(/\s+/gu, " ").trim();
      context.say(t("bot.sent"));
    } else {
      setText(problem, reply.error === "unavailable" ? t("showdown.failed") : t(`refusal.${plain(reply.error)}`));
    }
    draw();
  }

  draw();
  return {
    root,
    stage,
    update(next) {
      paused = next.paused;
      const { lockedIn: locked, here: players } = next;
      setText(waiting, t("bot.waiting", { locked, players }));
      draw();
    },
    pairId: () => null,
    spoken: () => `${t("bot.heading")}. ${view.task?.prompt ?? ""}`,
    close: () => {},
  };
}

/** Refusals with a text that needs nothing filled in. */
function plain<R extends string>(refusal: R): Exclude<R, "unknown_session"> {
  return refusal as Exclude<R, "unknown_session">;
}
