import type { HostMessage, ServerMessages } from "../../../shared/protocol/messages.ts";
import type { LiveGame } from "../room/live-game.ts";
import { projectorPass } from "./projector-pass.ts";
import type { Reception } from "./reception.ts";

/** How often hosts are told who waits while anybody does: some give up. */
const WAITING_MS = 5_000;

/** The door as whoever hosts sees and works it. */
export class DoorDesk {
  readonly #game: LiveGame;
  readonly #reception: Reception;
  readonly #tell: (door: ServerMessages["door"]) => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param tell sends to every host who is here */
  constructor(game: LiveGame, reception: Reception, tell: (door: ServerMessages["door"]) => void) {
    this.#game = game;
    this.#reception = reception;
    this.#tell = tell;
  }

  /** Tells the hosts how the door stands, and again after a while when somebody waits. */
  show(): void {
    clearTimeout(this.#timer);
    const { services, session, state } = this.#game;
    const { isClosed: closed } = this.#reception;
    const knocks = this.#reception.knocks.map(({ id, nickname }) => ({ id, nickname }));
    const { maxPlayers } = state.settings;
    this.#tell({ closed, knocks, maxPlayers, pass: projectorPass(services.secret, session.id) });
    if (knocks.length > 0) this.#timer = setTimeout(() => this.show(), WAITING_MS);
  }

  command(message: Extract<HostMessage, { command: "door" | "answer" }>): void {
    if (message.command === "door") this.#reception.close(message.closed);
    else this.#reception.answer(message.knockId, message.letIn);
    this.show();
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
