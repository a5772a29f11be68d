import { expect, test } from "vitest";
import { answersOnScreen, answersReported } from "../../../client/host/moderation-panel.ts";

const showdown = { id: "p", prompt: "?", a: "[…]", b: "second", answerA: "x", answerB: "y" };
const reported = [
  { answerId: "x", prompt: "?", text: "first", writer: "", reports: 2, hidden: true },
  { answerId: "z", prompt: "?", text: "earlier", writer: "Ann", reports: 1, hidden: false },
];

test("the host reads a hidden answer that others don't, and other reported ones after it", () => {
  const onScreen = answersOnScreen({ showdown, podium: null, entries: [], finale: null }, reported);
  expect(onScreen).toEqual([
    { answerId: "x", side: "A", text: "first", writer: "", reports: 2, hidden: true },
    { answerId: "y", side: "B", text: "second", writer: "", reports: 0, hidden: false },
  ]);
  expect(answersReported(onScreen, reported)).toMatchObject([{ answerId: "z", side: "1", text: "earlier" }]);
});

test("a podium's answers are lettered on, and entries aren't listed twice", () => {
  const podium = { id: "q", prompt: "?", answers: ["x", "y", "z"].map((id) => ({ id, text: id })) };
  const entry = { id: "y", text: "y", writer: "Ann", version: -1, share: 1, votes: 1, won: true };
  const onScreen = answersOnScreen(
    { showdown: null, podium, entries: [entry, { ...entry, id: "w" }], finale: null },
    [],
  );
  expect(onScreen.map(({ answerId, side }) => `${side}${answerId}`)).toEqual(["Ax", "By", "Cz", "Dw"]);
});
