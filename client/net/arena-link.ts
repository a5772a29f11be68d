import { Client } from "@colyseus/sdk";
import type {
  DealMessage,
  HostMessage,
  JoinOptions,
  LessonMessage,
  LockMessage,
  PickMessage,
  PredictMessage,
  RankMessage,
  Refusal,
  Replies,
  ReportMessage,
  ServerMessages,
  TeamMessage,
  VoteMessage,
  WriteMessage,
} from "../../shared/protocol/messages.ts";
import { copyOf } from "../../shared/round/fields.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { PROTOCOL_VERSION, roomFields } from "../../shared/round/view.ts";
import { findSession } from "./api.ts";
import { findRematch } from "./hosting-api.ts";
import { dropDeadConnections, watchLine } from "./line-watch.ts";
import { refusalOf } from "./refusal-of.ts";
import { siteOrigin } from "./site-path.ts";

export type LinkStatus = "connecting" | "online" | "reconnecting" | "offline";

/** Why a seat is gone for good; `replaced`: the same player came in from another page; `blocked`: this network lets no WebSocket through. */
export type Ending = Refusal | ServerMessages["kicked"]["reason"] | "blocked";

export interface LinkHandlers {
  onView(view: RoomView): void;
  onWelcome(welcome: ServerMessages["welcome"]): void;
  /** To a player: what they have in the phase that comes next. */
  onOwn?(own: ServerMessages["own"]): void;
  onPoints(points: ServerMessages["points"]): void;
  /** To a host: what players reported. */
  onReports?(reports: ServerMessages["reports"]): void;
  /** To the host of a game with approval. */
  onWritten?(written: ServerMessages["written"]): void;
  /** To the host of a lesson: what players wrote. */
  onLessonWritten?(written: ServerMessages["lessonWritten"]): void;
  /** To a host: how the door stands. */
  onDoor?(door: ServerMessages["door"]): void;
  onBanned?(banned: ServerMessages["banned"]): void;
  onRemotes?(remotes: ServerMessages["remotes"]): void;
  /** The game goes on under another code, where the same token opens the same seat. */
  onRematch?(rematch: ServerMessages["rematch"]): void;
  /** The server says no for now. The link asks again by itself. */
  onWaiting(refusal: Refusal): void;
  onStatus(status: LinkStatus): void;
  /** The server says no for good, and nothing is tried again. */
  onRefused(ending: Ending): void;
}

interface Requests {
  vote: VoteMessage;
  predict: PredictMessage;
  rank: RankMessage;
  pick: PickMessage;
  write: WriteMessage;
  report: ReportMessage;
  lesson: LessonMessage;
  lock: LockMessage;
  team: TeamMessage;
  deal: DealMessage;
  host: HostMessage;
}

export interface ArenaLink {
  /**
   * Never throws: a lost connection or a time-out answers `unavailable`, and the same request may be sent again. What came too fast is
   * sent again by itself, a few times.
   */
  request<K extends keyof Requests>(type: K, message: Requests[K]): Promise<Replies[K]>;
  close(): void;
}

/** The part of a Colyseus room that is used here. */
interface LiveRoom {
  readonly reconnection: { enabled: boolean };
  ping(onAnswer: () => void): void;
  request(type: string, message: unknown, options: { timeout: number }): Promise<unknown>;
  leave(consented: boolean): Promise<number>;
  onMessage(type: string, receive: (message: never) => void): void;
  onStateChange(receive: (state: object) => void): void;
  onError(receive: (code: number, message?: string) => void): void;
  onLeave(receive: (code: number) => void): void;
}

const REQUEST_TIMEOUT_MS = 8_000;
/** Refusals that pass: the host may let somebody in, and a budget of tries fills again. */
const PASSING: ReadonlySet<Refusal> = new Set(["ask_host", "too_many_tries"]);
const ASK_AGAIN_MS = 4_000;
/** Between tries of a ballot that came too fast, and how many there are. */
const TOO_FAST_MS = 500;
const TOO_FAST_TRIES = 8;
/** Joining takes a moment; a filter may swallow it without a word. */
const JOIN_TIMEOUT_MS = 6_000;
/** After so many tries and this long it isn't the server that keeps a connection out which it has just promised. */
const BLOCKED = { tries: 2, ms: 4_000 } as const;
const RETRY_MS = [400, 800, 1_500, 3_000, 5_000] as const;

/** Told elsewhere. */
const ignored = (): void => {};

/**
 * A seat in a session that outlives its socket. After every loss it joins again with the token of its `welcome`, which
 * works for a dropped connection, a reloaded page and a restarted server alike; the SDK's own reconnection knows only the first.
 */
export function openArena(code: string, who: Omit<JoinOptions, "protocol">, handlers: LinkHandlers): ArenaLink {
  const client = new Client(siteOrigin());
  let credentials: Omit<JoinOptions, "protocol"> = who;
  let room: LiveRoom | null = null;
  let closed = false;
  let failures = 0;
  let finished = false;
  let seated = false;
  let waiting = false;
  /** Since when, and how often, the server answered and yet no connection to the game could be opened. */
  let shutOut: { readonly since: number; readonly tries: number } | null = null;
  let stopWatching = (): void => {};

  const refuse = (ending: Ending): void => {
    if (closed) return;
    closed = true;
    handlers.onRefused(ending);
  };

  const isReturning = (): boolean => seated || who.token !== undefined;

  const retry = (): void => {
    if (closed || finished) return;
    handlers.onStatus(failures < 3 ? "reconnecting" : "offline");
    setTimeout(connect, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
    failures += 1;
  };

  const ask = (refusal: Refusal): void => {
    if (closed) return;
    handlers.onWaiting(refusal);
    setTimeout(connect, ASK_AGAIN_MS);
  };

  /** The game is over: its players may have gone on to another one. */
  async function leaveFor(): Promise<void> {
    const token = credentials.token ?? credentials.hostToken ?? credentials.previous;
    const next = token === undefined || handlers.onRematch === undefined ? null : await findRematch(code, token);
    if (next === null) return refuse(isReturning() ? "session_over" : "unknown_session");
    closed = true;
    handlers.onRematch?.({ code: next.code, pass: "" });
  }

  async function connect(): Promise<void> {
    if (closed) return;
    let answered = false;
    try {
      if (!waiting && (await findSession(code)) === null) return await leaveFor();
      answered = true;
      attach(await joinWithin(JOIN_TIMEOUT_MS));
      shutOut = null;
    } catch (error) {
      const refusal = refusalOf(error);
      if (!answered || refusal !== null) shutOut = null;
      else shutOut = { since: shutOut?.since ?? Date.now(), tries: (shutOut?.tries ?? 0) + 1 };
      if (shutOut !== null && shutOut.tries >= BLOCKED.tries && Date.now() - shutOut.since >= BLOCKED.ms)
        return refuse("blocked");
      waiting = refusal !== null && PASSING.has(refusal);
      if (refusal === null || refusal === "unavailable") retry();
      else if (waiting) ask(refusal);
      else refuse(refusal);
    }
  }

  /** One that comes in after its time is left at once. */
  async function joinWithin(ms: number): Promise<LiveRoom> {
    const joining = client.joinById(code, { protocol: PROTOCOL_VERSION, ...credentials }) as Promise<unknown>;
    let late = false;
    const timeout = new Promise<never>((_, reject) => {
      setTimeout(() => {
        late = true;
        reject(new Error("The game's connection did not open"));
      }, ms);
    });
    joining.then((joined) => {
      if (late) void (joined as LiveRoom).leave(false);
    }, ignored);
    return (await Promise.race([joining, timeout])) as LiveRoom;
  }

  function attach(joined: LiveRoom): void {
    room = joined;
    seated = true;
    waiting = false;
    joined.reconnection.enabled = false;
    joined.onMessage("welcome", (welcome: ServerMessages["welcome"]) => {
      if (welcome.role === "player") credentials = { token: welcome.token };
      handlers.onWelcome(welcome);
    });
    joined.onMessage("own", (own: ServerMessages["own"]) => handlers.onOwn?.(own));
    joined.onMessage("points", (points: ServerMessages["points"]) => handlers.onPoints(points));
    joined.onMessage("lessonWritten", (written: ServerMessages["lessonWritten"]) =>
      handlers.onLessonWritten?.(written),
    );
    joined.onMessage("reports", (reports: ServerMessages["reports"]) => handlers.onReports?.(reports));
    joined.onMessage("written", (written: ServerMessages["written"]) => handlers.onWritten?.(written));
    joined.onMessage("door", (door: ServerMessages["door"]) => handlers.onDoor?.(door));
    joined.onMessage("banned", (banned: ServerMessages["banned"]) => handlers.onBanned?.(banned));
    joined.onMessage("remotes", (remotes: ServerMessages["remotes"]) => handlers.onRemotes?.(remotes));
    joined.onMessage("rematch", (rematch: ServerMessages["rematch"]) => handlers.onRematch?.(rematch));
    joined.onMessage("kicked", ({ reason }: ServerMessages["kicked"]) => refuse(reason));
    joined.onStateChange((state) => {
      const view = copyOf(roomFields, state);
      finished = view.phase === "finished";
      handlers.onView(view);
    });
    joined.onError(() => {});
    const lose = (): void => {
      if (room !== joined) return;
      stopWatching();
      room = null;
      retry();
    };
    joined.onLeave(lose);
    stopWatching = watchLine(joined, () => {
      if (room !== joined) return;
      room = null;
      handlers.onStatus("reconnecting");
      void joined.leave(false); // should it still be heard, nobody is in twice
      void dropDeadConnections().then(retry);
    });
    if (closed) return void joined.leave(true);
    failures = 0;
    handlers.onStatus("online");
  }

  async function once<K extends keyof Requests>(type: K, message: Requests[K]): Promise<Replies[K]> {
    try {
      if (room === null) throw new Error("not connected");
      return (await room.request(type, message, { timeout: REQUEST_TIMEOUT_MS })) as Replies[K];
    } catch (error) {
      return { ok: false, error: refusalOf(error) ?? "unavailable" };
    }
  }

  handlers.onStatus("connecting");
  void connect();
  return {
    async request<K extends keyof Requests>(type: K, message: Requests[K]): Promise<Replies[K]> {
      for (let tries = 1; ; tries++) {
        const reply = await once(type, message);
        if (reply.ok || reply.error !== "too_fast" || tries === TOO_FAST_TRIES) return reply;
        await new Promise((resolve) => setTimeout(resolve, TOO_FAST_MS));
      }
    },
    close() {
      closed = true;
      stopWatching();
      void room?.leave(true);
    },
  };
}
