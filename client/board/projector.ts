import type { Reply } from "../../shared/protocol/messages.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { t } from "../i18n/t.ts";
import type { ArenaLink, Ending, openArena } from "../net/arena-link.ts";
import { acceptKey, keptAddress } from "../net/game-address.ts";
import { sitePath } from "../net/site-path.ts";
import { passOf } from "../net/stored-seat.ts";
import { watchGame } from "../net/watch-link.ts";
import { playMusic } from "../sound/music.ts";
import { play, soundByDefault } from "../sound/sound.ts";
import { cueBetween, moodOf } from "../sound/sound-cues.ts";
import { messageCard } from "../ui/message-card.ts";
import type { Notice } from "../ui/notice.ts";
import { holdUpText, linkText, refusalText } from "../ui/state-texts.ts";
import { hostBar } from "./host-bar.ts";
import { projectorFrame } from "./projector-frame.ts";
import { openSoundGate } from "./projector-sound.ts";

/** How long the page of a screen that leads waits for the pass to the game that comes next. */
const PASS_MS = 3_000;

const goTo = (path: string): void => location.assign(sitePath(path));

/** What the class sees on the big screen: the session as a spectator, one large picture per phase. */
export function openProjector(code: string, notice: Notice): void {
  const pass = acceptKey(code, "pass") ?? passOf(code);
  const linking = pass === null ? null : import("../net/arena-link.ts"); // other viewers need no seat
  soundByDefault();
  const app = document.getElementById("app")!;
  const frame = projectorFrame(code);
  const bar = hostBar((message) => void link?.request("host", message).then(said));
  let link: ArenaLink | null = null;
  openSoundGate(code);
  let lost = false;
  let last: RoomView | null = null;

  function draw(view: RoomView): void {
    const cue = cueBetween(last, view);
    if (cue !== null) play(cue);
    playMusic(moodOf(view));
    last = view;
    frame.draw(view);
    if (!lost) notice.banner(holdUpText(view));
  }

  function said(reply: Reply): void {
    notice.banner(reply.ok ? "" : refusalText(reply.error, code));
  }

  /** The class's own screen leads the game too, and holds a seat for that, as a remote does. It shows what all viewers are shown. */
  function lead(open: typeof openArena, given: string): void {
    const leave = (): void => {
      bar.right(null);
      link?.close();
      link = null;
    };
    link = open(
      code,
      { spectate: true, pass: given },
      {
        onWelcome: ({ right }) => (right === null ? leave() : bar.right(right)),
        onRematch: ({ code: next, pass: own }) =>
          goTo(own === "" ? `/board/${next}` : keptAddress(`/board/${next}`, next, "pass", own)),
        onRefused: leave,
        onView: bar.update, // its buttons follow the game without the delay of what is shown
        ...{ onPoints() {}, onWaiting() {}, onStatus() {} },
      },
    );
  }

  function refused(ending: Ending): void {
    playMusic(null);
    notice.banner("");
    if (last?.phase === "finished") return;
    const way = { href: "/board", label: t("join.boards") };
    app.replaceChildren(messageCard(t("app.name"), refusalText(ending, code), way));
  }

  if (pass !== null) void linking?.then(({ openArena }) => lead(openArena, pass));
  watchGame(code, {
    onView(view) {
      if (!frame.main.isConnected) app.replaceChildren(frame.top, frame.strip, frame.main, bar.root);
      draw(view);
    },
    // Whoever leads is told by the room, with a pass of the new game.
    onRematch: (next) => setTimeout(goTo, link === null ? 0 : PASS_MS, `/board/${next}`),
    onWaiting: (refusal) => notice.banner(refusalText(refusal, code)),
    onStatus(status) {
      lost = status !== "online";
      notice.banner(linkText(status));
    },
    onRefused: refused,
  });
}
