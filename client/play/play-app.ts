import "../styles/arena.css";
import type { JoinOptions, Refusal, ServerMessages } from "../../shared/protocol/messages.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { type ArenaFrame, arenaFrame } from "../canvas/arena-frame.ts";
import { arenaPicture } from "../canvas/arena-picture.ts";
import { t } from "../i18n/t.ts";
import { lessonScreen } from "../lesson/lesson-screen.ts";
import { isLessonShown, lessonKey, placeShown, stepShown } from "../lesson/shown-lesson.ts";
import { type Ending, openArena } from "../net/arena-link.ts";
import { rememberSeat } from "../net/stored-seat.ts";
import { play } from "../sound/sound.ts";
import { cueBetween } from "../sound/sound-cues.ts";
import { avatarImage } from "../ui/avatar-image.ts";
import { settingsButton } from "../ui/brand.ts";
import { element, setText } from "../ui/element.ts";
import type { Notice } from "../ui/notice.ts";
import { timer } from "../ui/round/timer.ts";
import { holdUpText, linkText, refusalText, roundLabel } from "../ui/state-texts.ts";
import { finalScreen } from "./screens/final-screen.ts";
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
  let points: { round: number; message: ServerMessages["points"] } | null = null;
  let versionBefore = 0;
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
  const side = element("div", { class: "top-side" }, streak, rank, settingsButton());
  const top = element("header", { class: "top" }, me, clock.root, side);

  const link = openArena(code, who, {
    onWelcome(message) {
      welcome = message;
      mount();
    },
    onOwn(own) {
      if (welcome !== null) welcome = { ...welcome, own };
    },
    onPoints(message) {
      points = { round: view?.round ?? 0, message };
      tell(withPoints(story, points.round, message));
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
    pointsOf: (n) => (points?.round === n ? points.message : null),
    versionBefore: () => versionBefore,
    judged: (pair, verdict) => tell(withVerdict(story, pair, verdict)),
    story: () => story,
    say: notice.say,
    thumb(verdict) {
      play(verdict === "a" || verdict === "b" ? verdict : "shrug");
      navigator.vibrate?.(12);
      arena?.thumb(verdict);
    },
    redraw: () => view !== null && arena?.show(arenaPicture(view, screen?.pairId() ?? null)),
  };

  function mount(): void {
    if (arena === null) {
      document.getElementById("app")!.replaceChildren(top, main);
      document.body.dataset.page = "play";
      history.replaceState(null, "", `/play/${encodeURIComponent(code)}${location.search}`);
      arena = arenaFrame(document.getElementById("arena")!);
    }
    draw();
  }

  function draw(): void {
    if (view === null || welcome === null || arena === null) return;
    const key = `${view.phase}/${view.round}/${lessonKey(view)}`;
    if (key !== screenKey) {
      screen?.close();
      screenKey = key;
      document.body.dataset.phase = view.phase;
      document.body.dataset.lesson = placeShown(view);
      if (view.phase === "reveal" || screen === null) versionBefore = view.learning.policyVersion;
      screen = screenOf(view, context);
      welcome = { ...welcome, own: null };
      main.replaceChildren(screen.root);
      scrollTo(0, 0);
      notice.say(isLessonShown(view) ? t(`lesson.say.${stepShown(view.lesson).name}`) : t(`phase.${view.phase}`));
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
    setText(me.querySelector<HTMLElement>(".top-score")!, t("top.score", { score: Math.round(player.score) }));
    setText(rank, `#${player.rank}`);
    rank.setAttribute("aria-label", t("top.rank", { rank: player.rank, players: now.players.size }));
    streak.hidden = player.streak < 2;
    setText(streak, `★${player.streak}`);
    streak.setAttribute("aria-label", t("top.streak", { streak: player.streak }));
  }

  return link.close;
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
    case "showdown":
      return showdownScreen(view, context);
    case "reveal":
      return view.podiumReveal === null ? revealScreen(view, context) : podiumRevealScreen(view, context);
    case "intermission":
      return learningScreen(context);
    case "finished":
      return finalScreen(context);
  }
}
