import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openStores } from "../../server/store/open-stores.ts";
import type { DropIn } from "../../shared/protocol/drop-in.ts";
import { CALM, LAPTOP, PHONE, PROJECTOR, screenshots, visit, withBrowser } from "../support/browser.ts";
import { freshDatabase } from "../support/database.ts";
import { startKillableWeb, withKillableWeb } from "../support/killable-web.ts";
import { newPolicy } from "../support/open-arena.ts";
import { type Seat, takeSeat } from "../support/seat.ts";
import { violations } from "../support/violations.ts";

const shots = screenshots("host");
const SCRIPT = "<script>x</script>";

const web = withKillableWeb();
const browser = withBrowser();

test("a host creates a game, moderates it, ends it and reads its results", async () => {
  const { page, context, faults } = await visit(browser, `${web.url}/host`, CALM);
  await page.getByRole("button", { name: "Create game" }).waitFor();
  await shots.take(page, "create");
  expect(await violations(page)).toEqual([]);
  await page.getByRole("radio", { name: "Truthful" }).check();
  const code = await create(page);
  const ann = await takeSeat(web.port, code, { nickname: "=1+1" });
  const bob = await takeSeat(web.port, code, { nickname: SCRIPT });
  await takeSeat(web.port, code, { nickname: "שלום 👋" });
  await page.getByText(SCRIPT).waitFor();
  expect(ann.view()).toMatchObject({ criterion: "truthful", question: "" });
  await shots.take(page, "lobby-laptop");
  await page.setViewportSize(PROJECTOR.viewport);
  await shots.take(page, "lobby-projector");
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize(LAPTOP.viewport);

  await page.getByRole("button", { name: `Mute the name ${SCRIPT}` }).click();
  await bob.until((view) => view.players[bob.welcome.playerId]?.nickname === "Player 2");
  await page.getByRole("button", { name: "Ban Player 2" }).click();
  await page.getByRole("heading", { name: "Ban Player 2?" }).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Ban Player 2" }).click();
  await page.getByRole("button", { name: "Yes, ban" }).click();
  expect((await bob.left).kicked).toBe("banned");

  await page.getByRole("button", { name: "Start" }).click();
  await ann.until((view) => view.phase === "rapid");
  await judge(ann);
  const before = ann.view().remainingMs;
  await page.getByRole("button", { name: "+20 seconds" }).click();
  await ann.until((view) => view.remainingMs > before);
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await page.getByRole("heading", { name: "On the screens now" }).waitFor();
  await page.getByRole("button", { name: "Hide answer A" }).click();
  await page.getByText("Hidden from everyone").waitFor();
  expect((await ann.until((view) => view.showdown?.a === "[…]")).showdown?.b).not.toBe("[…]");
  await shots.take(page, "showdown-hidden");

  const phone = await visit(browser, `${web.url}/`, PHONE);
  await phone.page.goto(await remoteLink(page));
  await phone.page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Resume" }).waitFor();
  expect(phone.page.url()).toBe(`${web.url}/host/${code}`);
  await shots.take(phone.page, "remote-phone");
  expect(await violations(phone.page)).toEqual([]);
  await phone.page.getByRole("button", { name: "Resume" }).click();
  await page.close();
  await phone.page.getByRole("button", { name: "Next", exact: true }).click();
  const back = await context.newPage();
  await back.goto(`${web.url}/host/${code}`);
  await back.getByRole("button", { name: "End game" }).click();
  await back.getByRole("button", { name: "Yes, end it" }).click();
  await ann.until((view) => view.phase === "finished");

  const estimate = { reliability: 0.83, low: 0.61, high: 0.97, eta: 0.9, weight: 1.21, repeats: 3, compared: 28 };
  await web.stores.raters.save([{ ...estimate, playerId: ann.welcome.playerId }]);
  await back.locator("main").getByRole("link", { name: "Results" }).click();
  await back.getByRole("heading", { name: `Results of game ${code}` }).waitFor();
  await back.getByRole("rowheader", { name: SCRIPT }).waitFor();
  await back.getByRole("cell", { name: "83% (61-97; 3, 28)" }).waitFor();
  await back.getByRole("heading", { name: "Unusual voting" }).waitFor();
  await back.getByRole("button", { name: "Mute the name =1+1" }).click();
  await back.getByRole("button", { name: "Show the name of =1+1 again" }).waitFor();
  await shots.take(back, "results");
  expect(await violations(back)).toEqual([]);
  await back.emulateMedia({ media: "print" });
  await shots.take(back, "results-print");
  const download = back.waitForEvent("download");
  await back.emulateMedia({ media: "screen" });
  await back.getByRole("button", { name: "Players as CSV" }).click();
  const csv = readFileSync(await (await download).path(), "utf8");
  expect(csv).toContain("'=1+1");
  expect(csv).toContain("שלום 👋");
  await back.getByText("Data to train models on").click();
  await back.getByRole("button", { name: "Preferences (prompt, chosen, rejected): Parquet" }).waitFor();
  await shots.take(back, "results-data");
  const archived = back.waitForEvent("download");
  await back.getByRole("button", { name: "Everything, with a data card (ZIP)" }).click();
  const archive = await archived;
  expect(archive.suggestedFilename()).toBe(`thumbwar-${code}-archive.zip`);
  expect(readFileSync(await archive.path()).includes("battles.jsonl")).toBe(true);
  expect([...faults, ...phone.faults]).toEqual([]);
  await Promise.all([context.close(), phone.context.close()]);
});

test("whoever was banned stays out under another nickname too; whoever was removed comes back", async () => {
  const host = await visit(browser, `${web.url}/host`, CALM);
  const code = await create(host.page);
  const player = await visit(browser, `${web.url}/play/${code}`, CALM);
  const join = async (nickname: string) => {
    await player.page.goto(`${web.url}/play/${code}`);
    await player.page.getByLabel("Nickname", { exact: true }).fill(nickname);
    await player.page.getByRole("button", { name: "Join", exact: true }).click();
  };
  await join("Cleo");
  await host.page.getByRole("button", { name: "Remove Cleo" }).click();
  await player.page.getByText("The host removed you from this game.").waitFor();
  await join("Cleo");
  await host.page.getByRole("button", { name: "Ban Cleo" }).click();
  await host.page.getByRole("button", { name: "Yes, ban" }).click();
  await player.page.getByText("The host has banned you from this game.").waitFor();
  await join("Dora");
  await player.page.getByText("The host has banned you from this game.").waitFor();
  await Promise.all([host.context.close(), player.context.close()]);
});

test("prompts of the host's own are read, kept in a preset, and played as Beat the bot", async () => {
  const { page, context } = await visit(browser, `${web.url}/host`, CALM);
  await page.getByRole("radio", { name: "My own" }).check();
  await page.getByText("has never seen prompts like yours").waitFor();
  expect(await page.getByRole("radio", { name: /Duel/ }).isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Create game" }).click();
  await page.getByText("Add your prompts first").waitFor();

  const upload = (name: string, text: string) =>
    page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await upload("many.csv", Array.from({ length: 5_000 }, (_, i) => `prompt ${i}`).join("\n"));
  await page.getByText("It has 5,000 prompts; a pack holds at most 500.").waitFor();
  await upload("huge.csv", "x".repeat(10 * 1024 * 1024));
  await page.getByText("This file has 10.0 MB").waitFor();
  await upload("broken.json", "[1,");
  await page.getByText("It is not valid JSON").waitFor();
  await upload("form-7b.csv", `prompt,level\nWhy is the sky blue?,1\n${SCRIPT},2\n`);
  await page.getByText("2 prompts, ready to play.").waitFor();
  await page.getByRole("listitem").filter({ hasText: SCRIPT }).waitFor();
  await shots.take(page, "own-prompts");
  await page.getByLabel("Title").fill("Form 7b");
  await page.getByRole("button", { name: "Save these settings" }).click();
  await page.getByText("Saved as “Form 7b”.").waitFor();
  await page.reload();
  await page.getByLabel("Saved games").selectOption("Form 7b");
  await page.getByText("2 prompts, ready to play.").waitFor();
  const code = await create(page);
  const { settings } = (await web.stores.sessions.byCode(code))!;
  expect(settings).toMatchObject({ title: "Form 7b", mode: "bot" });
  expect((await web.stores.promptPacks.byId(settings.packId ?? ""))?.prompts).toEqual(["Why is the sky blue?", SCRIPT]);
  await context.close();
});

test("where hosts need a password the form asks for it, and says what is wrong with it", async () => {
  const database = await freshDatabase();
  const guarded = await startKillableWeb(database.url, 0, { HOST_PASSWORD: "open sesame" });
  const { page, context } = await visit(browser, `${guarded.url}/host`, CALM);
  await page.getByLabel("Host password").fill("sesame");
  await page.getByRole("button", { name: "Create game" }).click();
  await page.getByText("That is not the host password.").waitFor();
  await shots.take(page, "password");
  await page.getByLabel("Host password").fill("open sesame");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  const { code } = (await (await fetch(`${guarded.url}/api/drop-in`)).json()) as DropIn;
  await page.getByRole("button", { name: `Open game ${code}` }).waitFor();
  await shots.take(page, "all-games");
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: `Open game ${code}` }).click();
  await page.getByRole("heading", { name: "Who gets in" }).waitFor();
  expect(await page.getByRole("button", { name: "Rematch" }).count()).toBe(0);
  await page.goto(`${guarded.url}/host`);
  await page.getByLabel("Host password").fill("open sesame");
  await page.getByRole("button", { name: "Create game" }).click();
  await page.getByRole("button", { name: "End game" }).waitFor();
  await context.close();
  expect(await guarded.kill("SIGTERM")).toBe(0);
  await database.drop();
});

test("where the model is an adopted one, the form offers its classroom questions and lists them", async () => {
  const database = await freshDatabase();
  const stores = openStores(database.url);
  await newPolicy(stores, { metrics: { adapterRank: 8 } });
  const adopted = await startKillableWeb(database.url);
  const { page, context, faults } = await visit(browser, `${adopted.url}/host`, { ...CALM, locale: "es" });
  await page.getByRole("radio", { name: "Preguntas de clase (40)", checked: true }).waitFor();
  await page.getByText("Ver las preguntas").click();
  await page.getByText("Están en inglés.", { exact: true }).waitFor();
  await page.getByText("Explain why the sky is blue.").waitFor();
  expect(await page.locator(".pack-preview li:visible").count()).toBe(40);
  await shots.take(page, "classroom-questions");
  expect(await violations(page)).toEqual([]);
  await page.getByRole("radio", { name: "Las mías" }).check();
  expect(await page.getByText("Explain why the sky is blue.").isVisible()).toBe(false);
  expect(faults).toEqual([]);
  await context.close();
  await adopted.kill("SIGTERM");
  await stores.close();
  await database.drop();
});

async function create(page: Page): Promise<string> {
  await page.getByText("Times and player limit").click();
  await page.getByRole("radio", { name: "Always the same" }).check();
  for (const label of ["Rapid, seconds", "Showdown, seconds"]) await page.getByLabel(label).fill("200");
  await page.getByRole("button", { name: "Create game" }).click();
  await page.getByRole("button", { name: "End game" }).waitFor();
  return page.url().split("/").at(-1) ?? "";
}

async function judge(seat: Seat): Promise<void> {
  const dealt = await seat.request("deal", { count: 1 });
  if (!dealt.ok) throw new Error(dealt.error);
  await seat.request("vote", { pairId: dealt.pairs[0]?.id, verdict: "a", decisionMs: 1_200 });
}

async function remoteLink(page: Page): Promise<string> {
  await page.getByRole("button", { name: "New remote" }).click();
  await page.getByRole("button", { name: "Make the link" }).click();
  const field = page.getByRole("textbox", { name: "Remotes" });
  await expect.poll(() => field.inputValue()).toContain("/host/");
  const link = await field.inputValue();
  await page.getByRole("button", { name: "Close" }).click();
  return link;
}
