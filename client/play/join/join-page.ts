import "../../styles/base.css";
import "../../styles/join.css";
import type { JoinOptions, Refusal } from "../../../shared/protocol/messages.ts";
import { AVATARS } from "../../canvas/art/avatar-art.ts";
import { t } from "../../i18n/t.ts";
import { HostRefusal } from "../../net/api.ts";
import type { Ending } from "../../net/arena-link.ts";
import { acceptKey } from "../../net/game-address.ts";
import { comeBack } from "../../net/hosting-api.ts";
import { forgetSeat, profileOfDevice, seatOfDevice, seatOfTab } from "../../net/stored-seat.ts";
import { brand } from "../../ui/brand.ts";
import { element } from "../../ui/element.ts";
import { messageCard } from "../../ui/message-card.ts";
import { type Notice, notice } from "../../ui/notice.ts";
import { refusalText } from "../../ui/state-texts.ts";
import { joinForm, randomNickname } from "./join-form.ts";

/**
 * The way into a game, on `/` and on `/play/CODE`. A tab that already has a seat goes straight back to it. Everything
 * heavy (Colyseus, Phaser) is fetched after the form is on the screen.
 */
export function openJoinPage(code: string): void {
  const notices = notice();
  const token = code === "" ? null : (acceptKey(code, "seat") ?? seatOfTab(code)?.token ?? null);
  if (token === null) showForm(code, notices, "");
  else enter(code, { token }, notices, { fail: (problem) => showForm(code, notices, problem) });
}

function showForm(code: string, notices: Notice, problem: string): void {
  const profile = profileOfDevice();
  const old = code === "" ? null : seatOfDevice(code);
  const desk: Desk = {
    fail: (text) => form.fail(text),
    wait: (text, stop) => form.wait(text, stop),
  };
  const form = joinForm(
    {
      code,
      nickname: profile?.nickname ?? suggestedName(),
      avatar: profile?.avatar ?? Math.floor(Math.random() * AVATARS),
    },
    old && { nickname: old.nickname, accept: () => enter(code, { token: old.token }, notices, desk) },
    ({ code: typed, nickname, avatar }) => {
      const known = seatOfDevice(typed);
      if (known !== null && sameName(known.nickname, nickname))
        return enter(typed, { token: known.token }, notices, desk);
      enter(typed, { nickname, avatar, consent: hasConsented(), previous: known?.token }, notices, desk);
    },
    (typed, returnCode) => {
      comeBack(typed, returnCode)
        .then(({ code: open, token }) => enter(open, { token }, notices, desk))
        .catch((error: unknown) => form.fail(returnProblem(error, typed)));
    },
  );
  const links = element(
    "nav",
    { class: "join-links" },
    element("a", { text: t("dropIn.link"), attributes: { href: "/drop-in" } }),
    element("a", { text: t("join.host"), attributes: { href: "/host" } }),
    element("a", { text: t("join.boards"), attributes: { href: "/board" } }),
  );
  const isHome = code === "";
  const main = element("main", isHome ? { class: "home" } : {}, isHome ? welcome() : null, form.root);
  document
    .getElementById("app")!
    .replaceChildren(
      element("header", { class: "join-head" }, brand(), element("p", { text: t("app.tagline") })),
      main,
      links,
    );
  if (problem !== "") form.fail(problem);
  void import("../play-app.ts");
}

/** A name to begin with, so that nobody waits for an idea. */
const suggestedName = (): string =>
  randomNickname(
    { qualities: t("names.qualities"), animals: t("names.animals"), pattern: t("names.pattern") },
    Math.random,
  );

/** What this is, and the ways in for whoever brings a group along. */
function welcome(): HTMLElement {
  const steps = (["vote", "learn", "better"] as const).map((step) => element("li", { text: t(`home.step.${step}`) }));
  return element(
    "section",
    { class: "panel home-about" },
    element("h2", { text: t("home.heading") }),
    element("ol", {}, ...steps),
    element(
      "div",
      { class: "home-ways" },
      element("a", { class: "button primary", text: t("home.host"), attributes: { href: "/host" } }),
      element("a", { class: "button", text: t("home.lesson"), attributes: { href: "/lesson" } }),
    ),
    element("p", { class: "hint", text: t("home.hint") }),
  );
}

/** Whoever types the code and the name of this device's seat again means that seat. */
const sameName = (x: string, y: string): boolean => foldedName(x) === foldedName(y);
const foldedName = (name: string): string => name.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();

function returnProblem(error: unknown, code: string): string {
  const { error: word = "" } = error instanceof HostRefusal ? error : {};
  if (word === "wrong_return_code") return t("join.wrongReturnCode");
  if (word === "unknown_session") return refusalText("unknown_session", code);
  return word === "too_many_tries" ? t("refusal.too_many_tries") : t("refusal.unavailable");
}

/** Whether the player comes from the drop-in page and has agreed there. */
function hasConsented(): boolean {
  return new URLSearchParams(location.search).get("consent") === "yes";
}

/** Where the player is told why they aren't in the game. */
interface Desk {
  fail(problem: string): void;
  /** The page asks again by itself until `stop` is called. Without `wait` the banner says so. */
  wait?(problem: string, stop: () => void): void;
}

function enter(
  code: string,
  who: Pick<JoinOptions, "nickname" | "avatar" | "token" | "previous" | "consent">,
  notices: Notice,
  { fail, wait }: Desk,
): void {
  void import("../play-app.ts")
    .then(({ startPlay }) => {
      const onWaiting = (refusal: Refusal): void => {
        const text = refusalText(refusal, code);
        if (wait === undefined) notices.banner(text);
        else wait(text, stop);
      };
      const onRefused = (ending: Ending, mounted: boolean): void => {
        notices.banner("");
        // A banned seat is kept, so that another nickname is refused too.
        if (ending !== "replaced" && ending !== "banned" && (who.token !== undefined || mounted)) forgetSeat(code);
        if (!mounted) {
          fail(refusalText(ending, code));
          return;
        }
        const way = { href: "/", label: t("error.home") };
        document.getElementById("app")!.replaceChildren(messageCard(t("app.name"), refusalText(ending, code), way));
      };
      const stop = startPlay(code, who, notices, onRefused, onWaiting);
    })
    .catch(() => fail(t("refusal.unavailable")));
}
