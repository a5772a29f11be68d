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
  const { refusalText } = await import("../../../client/ui/refusal-text.ts");
  const { linkText } = await import("../../../client/ui/link-text.ts");
  const { holdUpText } = await import("../../../client/ui/hold-up-text.ts");
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
      lost: "Connection lost. Bringing you back, your votes are safe…",
      restarting: "The server can’t be reached. It may be restarting; trying again…",
      interrupted: "The game was interrupted for a moment. Now it goes on.",
      nobodyVoted: "Nobody voted this time",
      trainerDown: "The trainer is resting. Your votes are kept; it learns from them when it is back.",
    },
  ],
  [
    "es",
    {
      wrongCode: "No hay ninguna partida abierta con el código AB12. Míralo en la pantalla grande.",
      over: "Esta partida ha terminado.",
      elsewhere: "Ahora juegas en otra página. Esta se ha detenido.",
      lost: "Conexión perdida. Te traemos de vuelta, tus votos están a salvo…",
      restarting: "No se llega al servidor. Quizá se esté reiniciando; probamos otra vez…",
      interrupted: "La partida se interrumpió un momento. Ahora sigue.",
      nobodyVoted: "Esta vez no ha votado nadie",
      trainerDown: "El entrenador descansa. Tus votos se guardan; aprenderá de ellos cuando vuelva.",
    },
  ],
  [
    "zh",
    {
      wrongCode: "没有代码为 AB12 的游戏。请看看大屏幕。",
      over: "这一局已经结束。",
      elsewhere: "你正在另一个页面上玩。这里已经停止。",
      lost: "连接断开了。正在带你回来，你的投票很安全…",
      restarting: "连不上服务器。可能正在重启；继续尝试…",
      interrupted: "游戏刚才中断了一下，现在继续。",
      nobodyVoted: "这次没有人投票",
      trainerDown: "训练器在休息。你的票都留着；它回来后会学习。",
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
