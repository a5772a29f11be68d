import "../styles/arena.css";
import type { JoinOptions, Refusal, ServerMessages } from "../../shared/protocol/messages.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { isVerdict } from "../../shared/round/votes/verdict.ts";
import { type ArenaFrame, arenaFrame } from "../canvas/arena-frame.ts";
import { arenaPicture } from "../canvas/arena-picture.ts";
import { t } from "../i18n/t.ts";
import { lessonScreen } from "../lesson/lesson-screen.ts";
import { isLessonShown, lessonKey, placeShown, stepShown } from "../lesson/shown-lesson.ts";
import { type Ending, openArena } from "../net/arena-link.ts";
import { keptAddress } from "../net/game-address.ts";
import { sitePath } from "../net/site-path.ts";
import { rememberSeat } from "../net/stored-seat.ts";
import { seatPanel } from "../settings/seat-panel.ts";
import { play } from "../sound/sound.ts";
import { cueBetween } from "../sound/sound-cues.ts";
import { avatarImage } from "../ui/avatar-image.ts";
import { settingsButton } from "../ui/brand.ts";
import { element, setText } from "../ui/element.ts";
import type { Notice } from "../ui/notice.ts";
import { OWN_PLACE_MS, revealSchedule } from "../ui/round/reveal-stages.ts";
import { timer } from "../ui/round/timer.ts";
import { titleCard, titleText } from "../ui/round/title-card.ts";
import { holdUpText, linkText, refusalText, roundLabel, sceneKey } from "../ui/state-texts.ts";
import { finalScreen } from "./screens/final-screen.ts";
import { finaleScreen, unmaskingScreen } from "./screens/finale-screen.ts";
import { rankingScreen } from "./screens/ranking-screen.ts";
import { rapidScreen } from "./screens/rapid-screen.ts";
import { podiumRevealScreen, revealScreen } from "./screens/reveal-screens.ts";
import type { PlayContext, Screen } from "./screens/screen.ts";
import { showdownScreen } from "./screens/showdown-screen.ts";
import { learningScreen, lobbyScreen } from "./screens/waiting-screens.ts";
import { writingScreen } from "./screens/writing-screen.ts";
import { type OwnStory, storedStory, storeStory, withPoints, withVerdict, withVersion } from "./story/own-story.ts";

/**
 * Plays a session: joins with `who` and shows the screen of each phase. `onRefused` hears why it ended; `mounted` tells
 * whether the player was already in the game then. `onWaiting` hears why a player who isn't in it has to wait.
 *
 * @returns gives up
 */
export function startPlay(
  code: string,
  who: Pick<JoinOptions, "nickname" | "avatar" | "token" | "previous" | "consent">,
  notice: Notice,
  onRefused: (ending: Ending, mounted: boolean) => void,
  onWaiting: (refusal: Refusal) => void,
): () => void {
  let view: RoomView | null = null;
  let screen: Screen | null = null;
  let screenKey = "";
  let arena: ArenaFrame | null = null;
  let welcome: ServerMessages["welcome"] | null = null;
  let points: ServerMessages["points"] | null = null;
  let versionBefore = 0;
  let late = false;
  /** Until then the header keeps the score and rank of before: a reveal tells them last. Monotonic milliseconds. */
  let heldUntil = 0;
  let lost = false;

  let story = storedStory(code);
  const tell = (next: OwnStory): void => {
    if (next === story) return;
    story = next;
    storeStory(code, story);
  };

  const me = element("div", { class: "top-me" });
  const round = element("span", { class: "top-round" });
  const clock = timer();
  const main = element("main", { class: "screen" });
  const rank = element("strong", { class: "top-rank", attributes: { role: "img" } });
  const streak = element("span", { class: "top-streak", attributes: { role: "img" } });
  const side = element("div", { class: "top-side" }, streak, rank, settingsButton(ownSeat()));
  const top = element("header", { class: "top" }, me, clock.root, side);

  /** One for the settings, one for the last screen. */
  function ownSeat(game = { over: false }): HTMLElement {
    return seatPanel(
      code,
      () => welcome?.token ?? null,
      () => {
        link.close();
        onRefused("withdrawn", arena !== null);
      },
      game,
    );
  }

  const link = openArena(code, who, {
    onRematch({ code: next }) {
      const token = welcome?.token ?? who.token;
      link.close();
      if (token !== undefined) location.replace(keptAddress(`/play/${encodeURIComponent(next)}`, next, "seat", token));
    },
    onWelcome(message) {
      welcome = message;
      mount();
    },
    onOwn(own) {
      if (welcome !== null) welcome = { ...welcome, own };
    },
    onPoints(message) {
      points = message;
      tell(withPoints(story, message));
      draw();
    },
    onStatus(status) {
      notice.banner(linkText(status));
      if (status === "online" && lost) notice.say(t("link.back"));
      lost = status === "reconnecting" || status === "offline";
    },
    onRefused: (ending) => onRefused(ending, arena !== null),
    onWaiting(refusal) {
      notice.banner(arena === null ? "" : refusalText(refusal, code));
      if (arena === null) onWaiting(refusal);
    },
    onView(next) {
      const cue = cueBetween(view, next);
      if (cue !== null && cue !== "join") play(cue);
      view = next;
      tell(withVersion(story, next.policyVersion));
      draw();
    },
  });

  const context: PlayContext = {
    link,
    myId: () => welcome?.playerId ?? null,
    ownBallot: () => welcome?.own ?? null,
    pointsOf: (n) => (points?.round === n ? points : null),
    versionBefore: () => versionBefore,
    judged: (pair, verdict) => tell(withVerdict(story, pair, verdict)),
    late: () => late,
    story: () => story,
    ownSeat,
    say: notice.say,
    thumb(choice) {
      play(choice === "a" || choice === "b" ? choice : "shrug");
      navigator.vibrate?.(12);
      if (isVerdict(choice)) arena?.thumb(choice);
    },
    redraw: () => view !== null && arena?.show(arenaPicture(view, screen?.pairId() ?? null, late)),
  };

  function mount(): void {
    if (arena === null) {
      document.getElementById("app")!.replaceChildren(top, main);
      document.body.dataset.page = "play";
      history.replaceState(null, "", sitePath(`/play/${encodeURIComponent(code)}${location.search}`));
      arena = arenaFrame(document.getElementById("arena")!);
    }
    draw();
  }

  function draw(): void {
    if (view === null || welcome === null || arena === null) return;
    const key = `${sceneKey(view)}/${lessonKey(view)}`;
    if (key !== screenKey) {
      screen?.close();
      screenKey = key;
      document.body.dataset.phase = view.phase;
      document.body.dataset.lesson = placeShown(view);
      if (view.phase === "reveal" || screen === null) versionBefore = view.learning.policyVersion;
      late = screen === null;
      const held = late ? 0 : heldMs(view);
      heldUntil = performance.now() + held;
      if (held > 0) setTimeout(draw, held);
      screen = screenOf(view, context);
      welcome = { ...welcome, own: null };
      main.replaceChildren(screen.root);
      scrollTo(0, 0);
      const step = isLessonShown(view) ? t(`lesson.say.${stepShown(view.lesson).name}`) : null;
      const phase = view.phase === "title" ? titleText(view) : t(`phase.${view.phase}`);
      notice.say(step ?? screen.spoken?.() ?? phase);
      arena.stage(screen.stage);
    }
    screen?.update(view);
    drawTop(view, welcome.playerId);
    notice.banner(lost ? linkText("reconnecting") : holdUpText(view));
    context.redraw();
  }

  function drawTop(now: RoomView, id: string): void {
    const player = now.players.get(id);
    clock.update(now);
    setText(round, now.round > 0 ? roundLabel(now) : `${t("lobby.code")} ${now.code}`);
    if (player === undefined) return;
    const key = `${player.nickname}/${player.avatar}`;
    if (me.dataset.key !== key) {
      me.dataset.key = key;
      const name = element("span", { class: "top-name", text: player.nickname });
      me.replaceChildren(
        avatarImage(player.avatar),
        element(
          "span",
          { class: "top-who" },
          name,
          element("span", { class: "top-line" }, element("span", { class: "top-score" }), round),
        ),
      );
      if (welcome !== null)
        rememberSeat(code, { token: welcome.token, nickname: player.nickname, avatar: player.avatar });
    }
    if (performance.now() < heldUntil && rank.textContent !== "") return;
    setText(me.querySelector<HTMLElement>(".top-score")!, t("top.score", { score: Math.round(player.score) }));
    setText(rank, `#${player.rank}`);
    rank.setAttribute("aria-label", t("top.rank", { rank: player.rank, players: now.players.size }));
    streak.hidden = player.streak < 2;
    setText(streak, `★${player.streak}`);
    streak.setAttribute("aria-label", t("top.streak", { streak: player.streak }));
  }

  return link.close;
}

/** How long a phase keeps its points or places to itself. */
function heldMs({ phase, remainingMs }: RoomView): number {
  if (phase === "finished") return OWN_PLACE_MS;
  return phase === "reveal" ? revealSchedule(remainingMs).points : 0;
}

function screenOf(view: RoomView, context: PlayContext): Screen {
  if (isLessonShown(view)) return lessonScreen(view, context);
  switch (view.phase) {
    case "lobby":
    case "dealing":
      return lobbyScreen(view, context);
    case "writing":
      return writingScreen(view, context);
    case "ranking":
      return rankingScreen(view, context);
    case "rapid":
      return rapidScreen(view, context);
    case "title":
      return titleCard(view);
    case "showdown":
      return showdownScreen(view, context);
    case "reveal":
      return view.podiumReveal === null ? revealScreen(view, context) : podiumRevealScreen(view, context);
    case "intermission":
      return learningScreen(context);
    case "finale":
      return finaleScreen(view, context);
    case "unmasking":
      return unmaskingScreen();
    case "finished":
      return finalScreen(context);
  }
}
