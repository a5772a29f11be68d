import { type HostRight, includesRight } from "../../../shared/protocol/host-rights.ts";
import {
  type HostMessage,
  type Replies,
  type ReportedAnswer,
  SCREENS,
  type ServerMessages,
} from "../../../shared/protocol/messages.ts";
import type { Command } from "../../../shared/round/command.ts";
import { textsForHost } from "../../../shared/round/lesson/written-texts.ts";
import type { Reception } from "../seats/reception.ts";
import { isProjectorPass, projectorPass } from "../seats/seat.ts";
import { type LiveGame, refusalOf } from "./live-game.ts";

/** How often hosts are told who waits at the door while anybody does: some give up. */
const WAITING_MS = 5_000;

/** A connection of whoever may command. */
export interface HostConnection {
  readonly right: HostRight;
  /** Null: the device that created the game. */
  readonly remoteId: string | null;
  send<Type extends "door" | "reports" | "banned" | "remotes" | "written" | "lessonWritten">(
    type: Type,
    message: ServerMessages[Type],
  ): void;
}

/** What the desk asks of the room. */
export interface DeskRoom {
  /** Hosts and remotes that are here. */
  hosts(): readonly HostConnection[];
  /** Big screens that are here by the class's own pass. */
  screens(): number;
  /** The door, which everybody sees, has changed. */
  changed(): void;
  /** Ends a remote's connections, or takes the right of all big screens. */
  revoked(remoteId: string): void;
  /** Everybody goes over to the game of another code. */
  goOver(code: string): Promise<unknown>;
}

/** What whoever hosts a session is told, and what they command. */
export class HostDesk {
  readonly #game: LiveGame;
  readonly #reception: Reception;
  /** Answers of the round that the host keeps back; those of an earlier process wait again. */
  readonly #keptBack = new Set<string>();
  readonly #room: DeskRoom;
  #screenPass: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param screenPass how often the big screens' pass was made anew */
  constructor(game: LiveGame, reception: Reception, screenPass: number, room: DeskRoom) {
    this.#game = game;
    this.#reception = reception;
    this.#screenPass = screenPass;
    this.#room = room;
  }

  isPass(given: string): boolean {
    const { services, session } = this.#game;
    return isProjectorPass(given, services.secret, session.id, this.#screenPass);
  }

  /** Tells one who came in all that they may know. */
  async welcome(): Promise<void> {
    this.showDoor();
    this.showLessonTexts();
    await Promise.all([this.showReports(), this.showWritten(), this.showBanned(), this.showRemotes()]);
  }

  /** Tells the hosts how the door stands, and again after a while when somebody waits. */
  showDoor(): void {
    clearTimeout(this.#timer);
    const { services, session, state } = this.#game;
    const { isClosed: closed } = this.#reception;
    const knocks = this.#reception.knocks.map(({ id, nickname }) => ({ id, nickname }));
    const { maxPlayers } = state.settings;
    const pass = projectorPass(services.secret, session.id, this.#screenPass);
    for (const host of this.#room.hosts()) {
      const [moderates, hosts] = [includesRight(host.right, "moderation"), includesRight(host.right, "host")];
      host.send("door", { closed, maxPlayers, knocks: moderates ? knocks : [], pass: hosts ? pass : "" });
    }
    if (knocks.length > 0) this.#timer = setTimeout(() => this.showDoor(), WAITING_MS);
  }

  /** Tells the hosts what was reported or hidden. */
  async showReports(): Promise<void> {
    const hosts = this.#whoMay("moderation");
    if (hosts.length === 0) return;
    const answers = await this.#reported();
    for (const host of hosts) host.send("reports", { answers });
  }

  async showBanned(): Promise<void> {
    const hosts = this.#whoMay("moderation");
    if (hosts.length === 0) return;
    const members = await this.#game.services.players.ofSession(this.#game.session.id);
    const players = members.flatMap(({ id, nickname, banned }) => (banned ? [{ id, nickname }] : []));
    for (const host of hosts) host.send("banned", { players });
  }

  /** Tells the host which other devices may command, and which of them are here. */
  async showRemotes(): Promise<void> {
    const hosts = this.#whoMay("host");
    if (hosts.length === 0) return;
    const known = await this.#game.services.remotes.ofSession(this.#game.session.id);
    const here = new Set(this.#room.hosts().map(({ remoteId }) => remoteId));
    const remotes = known.map(({ id, name, right }) => ({ id, name, right, here: here.has(id) }));
    for (const host of hosts) host.send("remotes", { remotes, screens: this.#room.screens() });
  }

  /** Tells the hosts what was written in the round; when all of it has been read, the round goes on. */
  async showWritten(): Promise<void> {
    const { phase, settings } = this.#game.state;
    if (!settings.approval) return;
    const roundId = phase.name === "writing" || phase.name === "gathering" ? phase.roundId : null;
    const entries = roundId === null ? [] : await this.#game.services.entries.written(roundId);
    const answers = entries.map(({ id, text, held }) => ({
      ...{ answerId: id, text, approved: held ? (this.#keptBack.has(id) ? false : null) : true },
    }));
    for (const host of this.#whoMay("moderation")) host.send("written", { answers });
    if (phase.name === "gathering" && answers.every(({ approved }) => approved !== null))
      await this.#tell({ type: "approved" });
  }

  /** Tells the hosts what players wrote in a lesson. */
  showLessonTexts(): void {
    const { lesson } = this.#game.state;
    if (lesson === null) return;
    for (const host of this.#whoMay("moderation")) host.send("lessonWritten", { texts: textsForHost(lesson) });
  }

  async command(message: HostMessage): Promise<Replies["host"]> {
    const { services, session } = this.#game;
    switch (message.command) {
      case "door":
        await services.hosting.lock(session.id, message.closed);
        this.#reception.close(message.closed);
        this.#room.changed();
        this.showDoor();
        return { ok: true };
      case "answer":
        this.#reception.answer(message.knockId, message.letIn);
        this.showDoor();
        return { ok: true };
      case "places": {
        const reply = await this.#tell({ type: "places", maxPlayers: message.maxPlayers });
        this.showDoor();
        return reply;
      }
      case "pace":
        return this.#tell({ type: "pace", pace: message.pace });
      case "hide": {
        const reply = await this.#hide(message.answerId, message.hidden);
        await this.showReports();
        return reply;
      }
      case "approve":
        return this.#approve(message.answerId, message.approved);
      case "lesson": {
        const { act } = message;
        const reply = await this.#tell({ type: "lesson", act });
        if (act.act === "hide" && reply.ok) await this.#game.lesson?.hide(act.playerId, act.hidden);
        this.showLessonTexts();
        return reply;
      }
      case "mute":
        return this.#tell({ type: "mute", playerId: message.playerId, muted: message.muted });
      case "kick":
      case "ban":
        return this.#tell({ type: message.command, playerId: message.playerId });
      case "unban":
        return this.#unban(message.playerId);
      case "newRemote": {
        const { token } = await services.remotes.add({
          sessionId: session.id,
          name: message.name,
          right: message.right,
        });
        await this.showRemotes();
        return { ok: true, token };
      }
      case "revoke":
        return this.#revoke(message.remoteId);
      case "rematch":
        return this.#rematch();
      default:
        return this.#tell({ type: message.command });
    }
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  async #approve(answerId: string, approved: boolean): Promise<Replies["host"]> {
    const { phase } = this.#game.state;
    if (phase.name !== "writing" && phase.name !== "gathering") return { ok: false, error: "wrong_phase" };
    const { roundId } = phase;
    if (!(await this.#game.services.entries.approve({ roundId, answerId, approved })))
      return { ok: false, error: "unknown_pair" };
    if (approved) this.#keptBack.delete(answerId);
    else this.#keptBack.add(answerId);
    await this.showWritten();
    return { ok: true };
  }

  #whoMay(right: HostRight): readonly HostConnection[] {
    return this.#room.hosts().filter((host) => includesRight(host.right, right));
  }

  async #unban(playerId: string): Promise<Replies["host"]> {
    const { services, session } = this.#game;
    const members = await services.players.ofSession(session.id);
    if (!members.some(({ id, banned }) => id === playerId && banned)) return { ok: false, error: "not_a_player" };
    await services.players.unban(playerId);
    this.#reception.unban(playerId);
    await this.showBanned();
    return { ok: true };
  }

  async #revoke(remoteId: string): Promise<Replies["host"]> {
    const { services, session } = this.#game;
    if (remoteId === SCREENS) {
      this.#screenPass = await services.hosting.renewPass(session.id);
      this.showDoor();
    } else if (!(await services.remotes.revoke(session.id, remoteId))) return { ok: false, error: "bad_message" };
    this.#room.revoked(remoteId);
    await this.showRemotes();
    return { ok: true };
  }

  /** The game ends where it still runs; an endless one has no end, and no rematch. */
  async #rematch(): Promise<Replies["host"]> {
    const { services, session, state } = this.#game;
    if (state.settings.rounds === 0) return { ok: false, error: "wrong_phase" };
    if (state.phase.name !== "finished") await this.#tell({ type: "end" });
    await services.sessions.finish(session.id);
    const { code } = await services.hosting.rematch(session.id);
    await this.#room.goOver(code);
    return { ok: true };
  }

  async #hide(name: string, hidden: boolean): Promise<Replies["host"]> {
    const { services, session } = this.#game;
    for (const answerId of await this.#answersCalled(name))
      if (await services.reports.hide(session.id, answerId, hidden))
        return this.#tell({ type: "hide", answerId, hidden });
    return { ok: false, error: "unknown_pair" };
  }

  async #tell(command: Command): Promise<Replies["host"]> {
    const error = await this.#game.lock.alone(() => refusalOf(this.#game.apply(command)));
    return error === null ? { ok: true } : { ok: false, error };
  }

  /** Each answer under the name that it had in the round in which it was shown last. */
  async #reported(): Promise<readonly ReportedAnswer[]> {
    const answers = await this.#game.services.reports.ofSession(this.#game.session.id);
    return answers.map(({ roundId, answerId, ...answer }) => ({
      ...answer,
      answerId: this.#game.idsOf(roundId).seal(answerId),
    }));
  }

  /** What a host may mean: an answer on the screens, or one on the list, which has the name of an earlier round. */
  async #answersCalled(name: string): Promise<readonly string[]> {
    const listed = await this.#game.services.reports.ofSession(this.#game.session.id);
    const rounds = new Set(listed.map(({ roundId }) => roundId));
    return [this.#game.ids.open(name), ...[...rounds].map((roundId) => this.#game.idsOf(roundId).open(name))];
  }
}
