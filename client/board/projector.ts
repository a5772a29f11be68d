import type { Reply } from "../../shared/protocol/messages.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { t } from "../i18n/t.ts";
import { openArena } from "../net/arena-link.ts";
import { acceptKey, keptAddress } from "../net/game-address.ts";
import { sitePath } from "../net/site-path.ts";
import { passOf } from "../net/stored-seat.ts";
import { playMusic } from "../sound/music.ts";
import { play, soundByDefault } from "../sound/sound.ts";
import { cueBetween, moodOf } from "../sound/sound-cues.ts";
import { messageCard } from "../ui/message-card.ts";
import type { Notice } from "../ui/notice.ts";
import { holdUpText, linkText, refusalText } from "../ui/state-texts.ts";
import { hostBar } from "./host-bar.ts";
import { projectorFrame } from "./projector-frame.ts";
import { openSoundGate } from "./projector-sound.ts";

/** What the class sees on the big screen: the session as a spectator, one large picture per phase. */
export function openProjector(code: string, notice: Notice): void {
  soundByDefault();
  const app = document.getElementById("app")!;
  const frame = projectorFrame(code);
  const bar = hostBar((message) => void link.request("host", message).then(said));
  openSoundGate(code);
  let lost = false;
  let last: RoomView | null = null;

  function draw(view: RoomView): void {
    const cue = cueBetween(last, view);
    if (cue !== null) play(cue);
    playMusic(moodOf(view));
    last = view;
    frame.draw(view);
    bar.update(view);
    if (!lost) notice.banner(holdUpText(view));
  }

  function said(reply: Reply): void {
    notice.banner(reply.ok ? "" : refusalText(reply.error, code));
  }

  const pass = acceptKey(code, "pass") ?? passOf(code);
  const link = openArena(
    code,
    { spectate: true, ...(pass === null ? {} : { pass }) },
    {
      onView: draw,
      onWelcome({ right }) {
        bar.right(right);
        if (!frame.main.isConnected) app.replaceChildren(frame.top, frame.strip, frame.main, bar.root);
      },
      onRematch: ({ code: next, pass: own }) =>
        location.assign(sitePath(own === "" ? `/board/${next}` : keptAddress(`/board/${next}`, next, "pass", own))),
      onPoints: () => {},
      onWaiting: (refusal) => notice.banner(refusalText(refusal, code)),
      onStatus(status) {
        lost = status !== "online";
        notice.banner(linkText(status));
      },
      onRefused(ending) {
        playMusic(null);
        notice.banner("");
        if (last?.phase === "finished") return;
        const way = { href: "/board", label: t("join.boards") };
        app.replaceChildren(messageCard(t("app.name"), refusalText(ending, code), way));
      },
    },
  );
}
