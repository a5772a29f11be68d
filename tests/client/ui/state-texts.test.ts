import { afterEach, expect, test, vi } from "vitest";
import type { Ending, LinkStatus } from "../../../client/net/arena-link.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** What pages say in a browser that speaks this language. */
async function pagesIn(language: string) {
  vi.stubGlobal("navigator", { languages: [language] });
  vi.resetModules();
  const { refusalText } = await import("../../../client/ui/state-texts.ts");
  const { linkText } = await import("../../../client/ui/state-texts.ts");
  const { holdUpText } = await import("../../../client/ui/state-texts.ts");
  const { t } = await import("../../../client/i18n/t.ts");
  return {
    ended: (ending: Ending) => refusalText(ending, "AB12"),
    link: (status: LinkStatus) => linkText(status),
    heldUp: holdUpText,
    nobodyVoted: t("reveal.heading.nobody"),
    trainerDown: t("learning.state.down"),
  };
}

test.each([
  [
    "en",
    {
      wrongCode: "No open game has the code AB12. Check it on the big screen.",
      over: "This game is over.",
      elsewhere: "You are playing on another page now. This one has stopped.",
      lost: "Connection lost. Reconnecting… Your votes are safe.",
      restarting: "The server can’t be reached. It may be restarting. Trying again…",
      interrupted: "The game stopped for a moment. It goes on now.",
      nobodyVoted: "Nobody voted this time",
      trainerDown: "The model takes a rest. Your votes are kept, and it learns from them later.",
    },
  ],
  [
    "es",
    {
      wrongCode: "No hay ninguna partida abierta con el código AB12. Míralo en la pantalla grande.",
      over: "Esta partida ha terminado.",
      elsewhere: "Ahora juegas en otra página. Esta se ha detenido.",
      lost: "Se perdió la conexión. Reconectando… Tus votos están a salvo.",
      restarting: "No hay conexión con el servidor. Quizá se esté reiniciando. Probamos otra vez…",
      interrupted: "La partida se detuvo un momento. Ya continúa.",
      nobodyVoted: "Esta vez no ha votado nadie",
      trainerDown: "El modelo descansa. Tus votos se guardan y aprenderá de ellos más tarde.",
    },
  ],
  [
    "zh",
    {
      wrongCode: "没有房间码为 AB12 的游戏。请看看大屏幕。",
      over: "这一局已经结束。",
      elsewhere: "你正在另一个页面上玩。这里已经停止。",
      lost: "连接断开了，正在重新连接…你的投票不会丢。",
      restarting: "连不上服务器，它可能正在重启。继续尝试…",
      interrupted: "游戏刚才中断了一下，现在继续。",
      nobodyVoted: "这次没有人投票",
      trainerDown: "模型正在休息。你的票都会保留，它以后再学。",
    },
  ],
])("a browser that speaks %s is told what is the matter in it", async (language, expected) => {
  const { ended, link, heldUp, nobodyVoted, trainerDown } = await pagesIn(language);
  expect({
    wrongCode: ended("unknown_session"),
    over: ended("session_over"),
    elsewhere: ended("replaced"),
    lost: link("reconnecting"),
    restarting: link("offline"),
    interrupted: heldUp({ paused: false, interrupted: true }),
    nobodyVoted,
    trainerDown,
  }).toEqual(expected);
  expect(link("online")).toBe("");
  expect(heldUp({ paused: false, interrupted: false })).toBe("");
  expect(heldUp({ paused: true, interrupted: true })).toBe(heldUp({ paused: true, interrupted: false }));
});
