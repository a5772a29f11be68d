import { setTimeout as sleep } from "node:timers/promises";
import type { SessionCreated } from "../../../shared/protocol/sessions.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import type { Mode } from "../../../shared/round/modes.ts";
import { buildClientIfStale } from "../../build-client.ts";
import { demonstration } from "../../world/demonstration.ts";
import { prompts } from "../../world/prompts.ts";
import { loadTastes } from "../crowd/load-tastes.ts";
import { type StandardCrowd, standardCrowd } from "../crowd/standard-crowd.ts";
import { arenaServer } from "../servers/arena-server.ts";
import { type NetworkSeat, takeSeat } from "../servers/network-seat.ts";
import { startOwnServers } from "../servers/own-servers.ts";
import { abortable } from "../servers/waiting.ts";
import { playBot } from "./bot.ts";
import { drawGame } from "./game-picture.ts";

export interface DemoOptions {
  readonly players: number;
  readonly rounds: number;
  readonly mode: Mode;
  /** Seconds until the game starts by itself. */
  readonly startAfter: number;
  /** Where a picture of the game is drawn, in the place of waiting for somebody to look. */
  readonly picture?: string;
}

/** Three rounds of these and the finale take three minutes. */
const BEATS = { writingMs: 20_000, rapidMs: 14_000, showdownMs: 14_000, revealMs: 7_000, intermissionMs: 7_000 };
/** Most of the crowd agrees, so that the model has something to learn. */
const TASTES = "kind:0.6,playful:0.25,concise:0.15";
/** Answers that fix the units of the tastes. */
const SPREAD = 300;
const NICKNAMES = [
  ...["Ada", "Basil", "Clementine", "Dov", "Esme", "Farid", "Gwen", "Hiro", "Ines", "Juno", "Kofi", "Lotte", "Mateo"],
  ...["Nadia", "Otis", "Priya", "Quinn", "Rosa", "Sven", "Tala", "Uma", "Vito", "Wren", "Ximena", "Yusuf", "Zoë"],
];
const AVATARS = 64;

/** Starts everything, fills a session with bots, says where to look, and waits to be stopped. Leaves nothing behind. */
export async function runDemo(
  options: DemoOptions,
  environment: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void,
  abort: AbortController,
): Promise<void> {
  const { signal } = abort;
  const fail = (error: Error) => abort.abort(error);
  say("Starting a web server, a trainer and a database of their own…");
  if (await buildClientIfStale()) say("Built the pages.");
  const servers = await startOwnServers(environment, { trainer: true }, signal, fail);
  try {
    const session = await arenaServer(servers.url, signal).createSession({
      ...BEATS,
      title: "Thumbwar demo",
      mode: options.mode,
      rounds: options.rounds,
    });
    const join = (who: { hostToken: string } | { nickname: string; avatar: number }) =>
      takeSeat(servers.url, session.code, who, signal, fail);
    const host = await join({ hostToken: session.hostToken });
    const crowd = await openCrowd();
    const seats = await Promise.all(
      Array.from({ length: options.players }, (_, i) => join({ nickname: nicknameAt(i), avatar: (i * 7) % AVATARS })),
    );
    const games = seats.map((seat, i) =>
      playBot(seat, { camp: crowd.campAt((i + 0.5) / seats.length), random: seeded(i + 1) }),
    );
    if (options.picture !== undefined) {
      for (const game of games) game.catch(() => {}); // they go on until the servers stop
      const drawn = drawGame(servers.url, session.code, host, options.picture, environment);
      await Promise.all([drawn, startSoon(host, options.startAfter * 1_000, signal)]);
      return say(`The picture is in ${options.picture}.`);
    }
    say(invitation(servers.url, session, options));
    await startSoon(host, options.startAfter * 1_000, signal);
    await Promise.all(games);
    say(`The game is over. Its results are behind "Results" on the host's page. Press Ctrl+C to stop everything.`);
    await abortable(new Promise<never>(() => {}), signal);
  } finally {
    await servers.stop();
  }
}

async function openCrowd(): Promise<StandardCrowd> {
  const random = seeded(7);
  const answers = Array.from({ length: SPREAD }, () => {
    const prompt = prompts[Math.floor(random() * prompts.length)]!;
    return { prompt: prompt.text, response: demonstration(prompt, random) };
  });
  return standardCrowd(await loadTastes(TASTES), answers);
}

function nicknameAt(i: number): string {
  const lap = Math.floor(i / NICKNAMES.length);
  return `${NICKNAMES[i % NICKNAMES.length]}${lap === 0 ? "" : ` ${lap + 1}`}`;
}

/** Starts the game after some time, or joins in when somebody has pressed Start before. */
async function startSoon(host: NetworkSeat, ms: number, signal: AbortSignal): Promise<void> {
  await Promise.race([sleep(ms, undefined, { signal }), host.until((view) => view.phase !== "lobby")]);
  await host.request("host", { command: "start" });
}

function invitation(url: string, { code, hostToken }: SessionCreated, { players, startAfter }: DemoOptions): string {
  return `
${players} bots are in the lobby. Open these, side by side:

  the big screen    ${url}/board/${code}
  a player, you     ${url}/play/${code}
  the host          ${url}/host/${code}#key=${hostToken}
  what it learns    ${url}/lab

The game starts in ${startAfter} seconds, or when the host presses Start.
`;
}
