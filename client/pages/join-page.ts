import "../styles/base.css";
import "../styles/join.css";
import type { JoinOptions } from "../../shared/protocol/messages.ts";
import { t } from "../i18n/t.ts";
import { forgetSeat, profileOfDevice, seatOfDevice, seatOfTab } from "../net/stored-seat.ts";
import { AVATARS } from "../presenters/avatar-art.ts";
import { brand } from "../widgets/brand.ts";
import { element } from "../widgets/element.ts";
import { joinForm } from "../widgets/join-form.ts";
import { messageCard } from "../widgets/message-card.ts";
import { type Notice, notice } from "../widgets/notice.ts";
import { refusalText } from "./refusal-text.ts";

/**
 * The way into a game, on `/` and on `/play/CODE`. A tab that already has a seat goes straight back to it. Everything
 * heavy (Colyseus, Phaser) is fetched after the form is on the screen.
 */
export function openJoinPage(code: string): void {
  const notices = notice();
  const seat = code === "" ? null : seatOfTab(code);
  if (seat === null) showForm(code, notices, "");
  else enter(code, { token: seat.token }, notices, (problem) => showForm(code, notices, problem));
}

function showForm(code: string, notices: Notice, problem: string): void {
  const profile = profileOfDevice();
  const old = code === "" ? null : seatOfDevice(code);
  const fail = (text: string): void => form.fail(text);
  const form = joinForm(
    { code, nickname: profile?.nickname ?? "", avatar: profile?.avatar ?? Math.floor(Math.random() * AVATARS) },
    old && { nickname: old.nickname, accept: () => enter(code, { token: old.token }, notices, fail) },
    ({ code: typed, nickname, avatar }) => {
      const previous = seatOfDevice(typed)?.token;
      enter(typed, { nickname, avatar, consent: hasConsented(), previous }, notices, fail);
    },
  );
  const links = element(
    "nav",
    { class: "join-links" },
    element("a", { text: t("dropIn.link"), attributes: { href: "/drop-in" } }),
    element("a", { text: t("join.host"), attributes: { href: "/host" } }),
    element("a", { text: t("join.boards"), attributes: { href: "/board" } }),
  );
  document
    .getElementById("app")!
    .replaceChildren(
      element("header", { class: "join-head" }, brand(), element("p", { text: t("app.tagline") })),
      element("main", {}, form.root),
      links,
    );
  if (problem !== "") form.fail(problem);
  void import("./play-app.ts");
}

/** Whether the player comes from the drop-in page and has agreed there. */
function hasConsented(): boolean {
  return new URLSearchParams(location.search).get("consent") === "yes";
}

function enter(
  code: string,
  who: Pick<JoinOptions, "nickname" | "avatar" | "token" | "previous" | "consent">,
  notices: Notice,
  fail: (problem: string) => void,
): void {
  void import("./play-app.ts")
    .then(({ startPlay }) =>
      startPlay(code, who, notices, (ending, mounted) => {
        notices.banner("");
        // A banned seat is kept, so that it says no to another nickname too.
        if (ending !== "replaced" && ending !== "banned" && (who.token !== undefined || mounted)) forgetSeat(code);
        if (!mounted) return fail(refusalText(ending, code));
        const way = { href: "/", label: t("error.home") };
        document.getElementById("app")!.replaceChildren(messageCard(t("app.name"), refusalText(ending, code), way));
      }),
    )
    .catch(() => fail(t("refusal.unavailable")));
}
