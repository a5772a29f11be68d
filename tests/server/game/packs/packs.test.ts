import { expect, test } from "vitest";
import { SLOW, withWeb } from "../../../support/running-web.ts";

const web = withWeb();

async function upload(body: string | Uint8Array<ArrayBuffer>, type = "text/plain", name = "Form 7b") {
  const response = await fetch(`http://127.0.0.1:${web.port}/api/packs?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { "content-type": type },
    body,
  });
  return { status: response.status, body: await response.json() };
}

test("a pack is stored as it was read", async () => {
  const { status, body } = await upload(
    'prompt,level\n"Why, dear?",1\nWhat is <b>love</b>?,2\n',
    "text/csv; charset=utf-8",
  );
  expect(status).toBe(201);
  const prompts = ["Why, dear?", "What is <b>love</b>?"];
  expect(body).toEqual({ packId: expect.any(String), name: "Form 7b", prompts, rows: 2, leftOut: [] });
  expect(await web.stores.promptPacks.byId(body.packId)).toEqual({ id: body.packId, name: "Form 7b", prompts });
});

test.each<[string, string | Uint8Array<ArrayBuffer>, string, number, RegExp]>([
  ["10 MB", new Uint8Array(10 * 1024 * 1024).fill(97), "text/plain", 413, /2 MB/],
  [
    "5,000 prompts",
    Array.from({ length: 5_000 }, (_, i) => `prompt ${i}`).join("\n"),
    "text/plain",
    400,
    /at most 500/,
  ],
  ["malformed JSON", "[1,", "application/json", 400, /not valid JSON/],
  ["an image", "x", "image/png", 415, /CSV, JSON or text/],
])("%s is refused with what to do", async (_, body, type, status, message) => {
  expect(await upload(body, type)).toEqual({
    status,
    body: { error: "bad_pack", message: expect.stringMatching(message) },
  });
});

test("a pack of 500 prompts of 300 characters fits", async () => {
  const prompts = Array.from({ length: 500 }, (_, i) => `${i} ${"ü".repeat(290)}`);
  expect((await upload(JSON.stringify(prompts), "application/json")).status).toBe(201);
});

test("the pocket model can't answer a pack: only Beat the bot takes one, and only one that exists", async () => {
  const { body } = await upload("Why?");
  await expect(web.createSession({ ...SLOW, packId: body.packId })).rejects.toThrow(
    /no model here can answer prompts of your own/,
  );
  const missing = "00000000-0000-4000-8000-000000000000";
  await expect(web.createSession({ ...SLOW, mode: "bot", packId: missing })).rejects.toThrow(/no such pack/);
  const { code } = await web.createSession({ ...SLOW, mode: "bot", packId: body.packId });
  expect((await web.stores.sessions.byCode(code))?.settings.packId).toBe(body.packId);
});
