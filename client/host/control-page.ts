import type { HostMessage } from "../../shared/protocol/messages.ts";
import { t } from "../i18n/t.ts";
import { openArena } from "../net/arena-link.ts";
import { hostTokenOf, rememberPass } from "../net/stored-seat.ts";
import { messageCard } from "../ui/message-card.ts";
import type { Notice } from "../ui/notice.ts";
import { holdUpText, linkText, refusalText } from "../ui/state-texts.ts";
import { hostDesk } from "./host-desk.ts";

/** The host's page of a session. The game goes on without it. It can be opened again, on any device that has the token. */
export function openControlPage(code: string, notice: Notice): void {
  const app = document.getElementById("app")!;
  const hostToken = hostTokenOf(code);
  const another = { href: "/host", label: t("host.newGame") };
  if (hostToken === null) {
    app.replaceChildren(messageCard(t("host.createHeading"), t("host.noToken", { code }), another));
    return;
  }
  let lost = false;
  let ended = false;
  const link = openArena(
    code,
    { hostToken },
    {
      onWelcome: () => app.replaceChildren(desk.root),
      onPoints: () => {},
      onReports: ({ answers }) => desk.reports(answers),
      onWritten: ({ answers }) => desk.written(answers),
      onLessonWritten: ({ texts }) => desk.lesson.written(texts),
      onDoor(door) {
        rememberPass(code, door.pass);
        desk.door(door);
      },
      onWaiting: (refusal) => notice.banner(refusalText(refusal, code)),
      onStatus(status) {
        lost = status !== "online";
        notice.banner(linkText(status));
      },
      onRefused(ending) {
        notice.banner("");
        if (ended) return;
        const results = { href: `/results/${code}`, label: t("host.results") };
        const over = ending === "session_over" || ending === "unknown_session";
        app.replaceChildren(messageCard(code, refusalText(ending, code), over ? results : another));
      },
      onView(view) {
        ended = view.phase === "finished";
        desk.update(view);
        if (!lost) notice.banner(view.paused ? "" : holdUpText(view)); // the desk shows a pause itself
      },
    },
  );

  async function command(message: HostMessage): Promise<void> {
    const reply = await link.request("host", message);
    notice.banner(reply.ok ? "" : refusalText(reply.error, code));
  }

  const desk = hostDesk(code, hostToken, (message) => void command(message));
}
