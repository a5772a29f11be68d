import type { HostMessage, Replies, ReportedAnswer, ServerMessages } from "../../../shared/protocol/messages.ts";
import type { Command } from "../../../shared/round/command.ts";
import { textsForHost } from "../../../shared/round/lesson/written-texts.ts";
import type { Reception } from "../seats/reception.ts";
import { projectorPass } from "../seats/seat.ts";
import { type LiveGame, refusalOf } from "./live-game.ts";

/** How often hosts are told who waits at the door while anybody does: some give up. */
const WAITING_MS = 5_000;

/** A connection of whoever hosts. */
interface HostConnection {
  send<Type extends "door" | "reports" | "written" | "lessonWritten">(type: Type, message: ServerMessages[Type]): void;
}

/** What whoever hosts a session is told, and what they command. */
export class HostDesk {
  readonly #game: LiveGame;
  readonly #reception: Reception;
  readonly #hosts: () => readonly HostConnection[];
  /** Answers of the round that the host keeps back; those of an earlier process wait again. */
  readonly #keptBack = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  /** @param hosts those who are here */
  constructor(game: LiveGame, reception: Reception, hosts: () => readonly HostConnection[]) {
    this.#game = game;
    this.#reception = reception;
    this.#hosts = hosts;
  }

  /** Tells the hosts how the door stands, and again after a while when somebody waits. */
  showDoor(): void {
    clearTimeout(this.#timer);
    const { services, session, state } = this.#game;
    const { isClosed: closed } = this.#reception;
    const knocks = this.#reception.knocks.map(({ id, nickname }) => ({ id, nickname }));
    const { maxPlayers } = state.settings;
    const pass = projectorPass(services.secret, session.id);
    for (const host of this.#hosts()) host.send("door", { closed, knocks, maxPlayers, pass });
    if (knocks.length > 0) this.#timer = setTimeout(() => this.showDoor(), WAITING_MS);
  }

  /** Tells the hosts what was reported or hidden. */
  async showReports(): Promise<void> {
    if (this.#hosts().length === 0) return;
    const answers = await this.#reported();
    for (const host of this.#hosts()) host.send("reports", { answers });
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
    for (const host of this.#hosts()) host.send("written", { answers });
    if (phase.name === "gathering" && answers.every(({ approved }) => approved !== null))
      await this.#tell({ type: "approved" });
  }

  /** Tells the hosts what players wrote in a lesson. */
  showLessonTexts(): void {
    const { lesson } = this.#game.state;
    if (lesson === null) return;
    for (const host of this.#hosts()) host.send("lessonWritten", { texts: textsForHost(lesson) });
  }

  async command(message: HostMessage): Promise<Replies["host"]> {
    switch (message.command) {
      case "door":
        this.#reception.close(message.closed);
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
