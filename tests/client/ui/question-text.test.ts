import { afterEach, expect, test, vi } from "vitest";
import { NEW_DRAFT, settingsOf } from "../../../client/host/create/game-draft.ts";
import { publish, RoomState } from "../../../server/game/room/room-state.ts";
import { storedSettings } from "../../../server/store/schema/columns.ts";
import { copyOf } from "../../../shared/round/fields.ts";
import { newGame } from "../../../shared/round/game.ts";
import { CRITERIA, DEFAULT_SETTINGS, type SessionSettings } from "../../../shared/round/settings.ts";
import { roomFields } from "../../../shared/round/view.ts";
import { viewFor } from "../../../shared/round/view-for.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** What stands above the answers of a stored session, in browsers that speak English, Spanish and Chinese. */
async function askedOf(stored: Partial<SessionSettings>): Promise<readonly string[]> {
  const room = new RoomState();
  const { own: _, ...view } = viewFor(newGame(storedSettings(stored)), { role: "spectator" }, 0);
  publish(room, { ...view, code: "ABCD", arena: "main", spectators: 0 });
  const texts: string[] = [];
  for (const language of ["en-GB", "es-MX", "zh-CN"]) {
    vi.stubGlobal("navigator", { languages: [language] });
    vi.resetModules();
    const { questionText } = await import("../../../client/ui/state-texts.ts");
    texts.push(questionText(copyOf(roomFields, room)));
  }
  return texts;
}

test("a criterion's question is asked in each viewer's language", async () => {
  expect(await askedOf(settingsOf({ ...NEW_DRAFT, criterion: "truthful" }))).toEqual([
    "Which answer is closer to the truth?",
    "¿Qué respuesta se acerca más a la verdad?",
    "哪个回答更接近事实？",
  ]);
  for (const criterion of CRITERIA.filter((one) => one !== "own"))
    expect(new Set(await askedOf({ ...DEFAULT_SETTINGS, criterion })).size).toBe(3);
});

test("a host's own words stay as they were typed, whatever the votes are about", async () => {
  const question = "Welche Antwort reimt sich?";
  const typed = [question, question, question];
  expect(await askedOf(settingsOf({ ...NEW_DRAFT, criterion: "own", ownQuestion: question }))).toEqual(typed);
  expect(await askedOf({ ...DEFAULT_SETTINGS, criterion: "creative", question })).toEqual(typed);
});

test("sessions that were stored with their question in words are asked it still, the built-in English ones in every language", async () => {
  const inWords = (question: string, criterion?: SessionSettings["criterion"]) => {
    const { criterion: _, ...rest } = DEFAULT_SETTINGS;
    return askedOf({ ...rest, question, ...(criterion === undefined ? {} : { criterion }) });
  };
  const liked = ["Which answer do you like better?", "¿Qué respuesta te gusta más?", "你更喜欢哪个回答？"];
  expect(await inWords("Which answer do you like better?")).toEqual(liked);
  expect((await inWords("Which answer helps more?", "helpful"))[1]).toBe("¿Qué respuesta ayuda más?");
  expect((await inWords("Which one is funnier?"))[2]).toBe("Which one is funnier?");
  expect((await inWords("¿Qué respuesta ayuda más?", "helpful"))[0]).toBe("¿Qué respuesta ayuda más?");
});
