import type { HostMessage, Replies } from "../../shared/protocol/messages.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { t } from "../i18n/t.ts";
import { openArena } from "../net/arena-link.ts";
import { acceptKey, keptAddress } from "../net/game-address.ts";
import { sitePath } from "../net/site-path.ts";
import { gamesOfDevice, hostTokenOf, rememberGame, rememberPass } from "../net/stored-seat.ts";
import { messageCard } from "../ui/message-card.ts";
import type { Notice } from "../ui/notice.ts";
import { holdUpText, linkText, refusalText } from "../ui/state-texts.ts";
import { type HostDeskPage, hostDesk } from "./host-desk.ts";

/** The host's page of a session, or a remote's. The game goes on without it. It can be opened again, on any device that has the token. */
export function openControlPage(code: string, notice: Notice): void {
  const app = document.getElementById("app")!;
  const hostToken = acceptKey(code, "key") ?? hostTokenOf(code);
  const another = { href: "/host", label: t("host.newGame") };
  if (hostToken === null) {
    app.replaceChildren(messageCard(t("host.createHeading"), t("host.noToken", { code }), another));
    return;
  }
  const token = hostToken;
  let lost = false;
  let ended = false;
  let desk: HostDeskPage | null = null;
  let seen: RoomView | null = null;
  const link = openArena(
    code,
    { hostToken: token },
    {
      onWelcome({ right }) {
        if (right === null) return;
        desk ??= hostDesk(code, token, right, command);
        show();
      },
      onPoints: () => {},
      onReports: ({ answers }) => desk?.reports(answers),
      onWritten: ({ answers }) => desk?.written(answers),
      onLessonWritten: ({ texts }) => desk?.lesson.written(texts),
      onBanned: ({ players }) => desk?.banned(players),
      onRemotes: (remotes) => desk?.remotes(remotes),
      onDoor(door) {
        if (door.pass !== "") rememberPass(code, door.pass);
        desk?.door(door);
      },
      onRematch({ code: next }) {
        const title = gamesOfDevice().find((game) => game.code === code)?.title;
        if (title !== undefined) rememberGame({ code: next, title, createdAt: Date.now() });
        location.assign(sitePath(keptAddress(`/host/${next}`, next, "key", token)));
      },
      onWaiting: (refusal) => notice.banner(refusalText(refusal, code)),
      onStatus(status) {
        lost = status !== "online";
        notice.banner(linkText(status));
      },
      onRefused(ending) {
        notice.banner("");
        if (ended && ending !== "revoked") return;
        const results = { href: keptAddress(`/results/${code}`, code, "key", token), label: t("host.results") };
        const over = ending === "session_over" || ending === "unknown_session";
        app.replaceChildren(messageCard(code, refusalText(ending, code), over ? results : another));
      },
      onView(view) {
        ended = view.phase === "finished";
        seen = view;
        show();
        if (!lost) notice.banner(view.paused ? "" : holdUpText(view)); // the desk shows a pause itself
      },
    },
  );

  /** The desk is on the page as soon as there is something to show. */
  function show(): void {
    if (desk === null || seen === null) return;
    desk.update(seen);
    if (!desk.root.isConnected) app.replaceChildren(desk.root);
  }

  async function command(message: HostMessage): Promise<Replies["host"]> {
    const reply = await link.request("host", message);
    notice.banner(reply.ok ? "" : refusalText(reply.error, code));
    return reply;
  }
}
