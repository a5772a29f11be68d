import { expect, test } from "vitest";
import {
  closedModes,
  completeDraft,
  type GameDraft,
  NEW_DRAFT,
  settingsOf,
  withOwnPrompts,
} from "../../../../client/host/create/game-draft.ts";
import { createSessionSchema } from "../../../../shared/protocol/sessions.ts";

const PACK = { packId: "5f0f2a60-5a5c-4a3e-9df5-2f6f2b1f7a11", name: "7b", count: 2 };

test("the form as it opens makes settings that the server takes", () => {
  expect(createSessionSchema.parse(settingsOf(NEW_DRAFT))).toMatchObject({
    mode: "duel",
    question: "",
  });
});

test("the host's own question counts when it is chosen", () => {
  const draft: GameDraft = { ...NEW_DRAFT, ownQuestion: "Which one rhymes?" };
  expect(settingsOf({ ...draft, criterion: "own" }).question).toBe("Which one rhymes?");
  expect(settingsOf({ ...draft, criterion: "creative" })).toMatchObject({
    criterion: "creative",
    question: "",
  });
});

test("own prompts are played as Beat the bot; a pack that was put aside is not sent", () => {
  const own = withOwnPrompts({ ...NEW_DRAFT, mode: "podium", pack: PACK }, true, false);
  expect(settingsOf(own)).toMatchObject({ mode: "bot", packId: PACK.packId });
  expect(settingsOf(withOwnPrompts(own, false, false)).packId).toBeNull();
});

test("where a model at hand answers anything, own prompts are played in every mode", () => {
  const played = (mode: GameDraft["mode"]) => withOwnPrompts({ ...NEW_DRAFT, mode, pack: PACK }, true, true).mode;
  expect((["duel", "podium", "bot"] as const).map(played)).toEqual(["duel", "podium", "bot"]);
  expect(closedModes(true, false)).toEqual(["duel", "podium"]);
  expect(closedModes(false, false)).toEqual([]);
});

test("a preset of an older page is filled in", () => {
  const draft = completeDraft({ title: "Old", numbers: { rounds: 3 } as GameDraft["numbers"] });
  expect(draft).toMatchObject({ title: "Old", teams: 0, numbers: { rounds: 3, rapidMs: 20_000 } });
});
