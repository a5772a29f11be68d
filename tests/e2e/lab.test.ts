import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MAIN_ARENA } from "../../server/ports/arena.ts";
import { CALM, PHONE, PROJECTOR, screenshots, type Visitor, visit, withBrowser } from "../support/browser.ts";
import { killLeftovers, startKillableWeb } from "../support/killable-web.ts";
import { type LabArena, labIsThere, openLabArena, seen } from "../support/lab-arena.ts";
import { teachArena } from "../support/taught-arena.ts";
import { violations } from "../support/violations.ts";

const shots = screenshots("lab");
let empty: LabArena;
let taught: LabArena;
const browser = withBrowser();

beforeAll(async () => {
  empty = await openLabArena(async () => {});
  taught = await openLabArena(teachArena, { HOST_PASSWORD: "open sesame" });
});

afterAll(async () => {
  killLeftovers();
  for (const arena of [empty, taught]) {
    await arena?.stores.close();
    await arena?.database.drop();
  }
});

test("before anything has happened, the lab and the boards say what is missing and what to do", async () => {
  const lab = await visit(browser, `${empty.web.url}/lab`, CALM);
  await lab.page.getByText("There is only one version so far.").waitFor();
  await whole(lab.page, "lab-empty-class");
  const missing = {
    votes: ["Nobody has voted yet.", "No second round yet.", "No trained version has met players yet."],
    answers: ["it takes two versions"],
    training: ["No reward model yet."],
    models: ["No AI judge and no external model takes part."],
    versions: ["No versions yet."],
  };
  for (const [subject, texts] of Object.entries(missing)) {
    await lab.page.goto(`${empty.web.url}/lab#${subject}`);
    await lab.page.getByText("No trainer is running.").waitFor();
    for (const text of texts) await seen(lab.page, text);
    expect(await violations(lab.page)).toEqual([]);
  }
  expect(await lab.page.locator("canvas").count()).toBe(0);
  await whole(lab.page, "lab-empty");
  expect(await violations(lab.page)).toEqual([]);
  const boards = await visit(browser, `${empty.web.url}/board`, CALM);
  for (const text of ["No scores yet.", "No versions yet.", "No games yet."])
    await boards.page.getByText(text).waitFor();
  await whole(boards.page, "boards-empty");
  expect(await violations(boards.page)).toEqual([]);
  await leave(lab, boards);
});

test("while the server can't be reached, nothing is claimed to be missing", async () => {
  const context = await browser.newContext({ locale: "en-GB", ...CALM });
  await context.routeWebSocket(/socket\.io/, (socket) => socket.close()); // noticed when its time is over
  await context.route(/socket\.io/, (route) => route.abort());
  const pages = await Promise.all([context.newPage(), context.newPage()]);
  await Promise.all(pages.map((page, i) => page.goto(`${taught.web.url}/${i === 0 ? "lab" : "board"}`)));
  for (const page of pages) {
    await page.getByText("The server can’t be reached. Trying again…").waitFor();
    expect(
      await page
        .getByText(/\b(yet|Nobody|No trainer)\b/)
        .filter({ visible: true })
        .allTextContents(),
    ).toEqual([]);
    expect(await violations(page)).toEqual([]);
  }
  await context.close();
});

test("a class sees one question answered by two versions, what changed, and ratings that can be told", async () => {
  const { page, faults, ...visitor } = await visit(browser, `${taught.web.url}/lab`, CALM);
  await page.locator("#pair ins").first().waitFor();
  expect(await page.locator("main section").filter({ visible: true }).count()).toBe(5);
  expect(await page.locator("#pair figcaption .pill").allTextContents()).toEqual(["Version 0", "Version 12"]);
  await page.locator("#change").getByText("Longer answers").waitFor();
  await page.locator("#votes-say").getByText("Nobody has judged version 0 against version 12 yet.").waitFor();
  await page
    .locator("#ratings")
    .getByText(/^1,[1-9]\d\d$/)
    .first()
    .waitFor();
  const first = await page.locator("#pair figure p").first().textContent();
  await page.locator("#pair").getByRole("button", { name: "Next prompt" }).click();
  expect(await page.locator("#pair figure p").first().textContent()).not.toBe(first);
  await whole(page, "lab-class");
  await page.getByLabel("After").selectOption("Version 1");
  await page
    .locator("#votes-say")
    .getByText(/People prefer version|too early to tell/)
    .waitFor();
  expect(await violations(page)).toEqual([]);
  expect(faults).toEqual([]);
  await leave({ page, faults, ...visitor });
});

test("views and subjects open by keyboard and by link, are remembered, and none is high", async () => {
  const { page, ...visitor } = await visit(browser, `${taught.web.url}/lab`, {
    ...CALM,
    viewport: { width: 1366, height: 768 },
  });
  const height = () => page.evaluate(() => document.documentElement.scrollHeight);
  const selected = () => page.getByRole("tab", { selected: true }).filter({ visible: true }).allTextContents();
  await page.locator("#pair ins").first().waitFor();
  expect(await height()).toBeLessThan(2000);
  await page.getByRole("tab", { name: "Class view" }).focus();
  await page.keyboard.press("ArrowRight");
  expect(await selected()).toEqual(["Researcher’s view", "Votes"]);
  await page.getByRole("tab", { name: "Votes", exact: true }).focus();
  for (const subject of ["votes", "answers", "training", "models", "versions", "settings"]) {
    expect(new URL(page.url()).hash).toBe(`#${subject === "votes" ? "votes" : subject}`);
    if (subject === "votes" || subject === "training")
      await expect.poll(() => page.locator("canvas").filter({ visible: true }).count(), { timeout: 60_000 }).toBe(5);
    expect([subject, (await height()) < 2000]).toEqual([subject, true]);
    await whole(page, `lab-research-${subject}`);
    await page.keyboard.press("ArrowRight");
  }
  await page.keyboard.press("End");
  await page.goto(`${taught.web.url}/board`);
  await page.goto(`${taught.web.url}/lab`);
  await page.getByRole("tab", { name: "Settings", selected: true }).waitFor();
  await page.goto(`${taught.web.url}/lab#ratings`);
  expect(await selected()).toEqual(["Class view"]);
  await page.goto(`${taught.web.url}/lab?view=training`);
  expect(await selected()).toEqual(["Researcher’s view", "Training"]);
  await leave({ page, ...visitor });
});

test("the lab draws ten charts, each with its figures as a table", async () => {
  const { page, faults, ...visitor } = await visit(browser, `${taught.web.url}/lab#votes`, CALM);
  await expect.poll(() => page.locator("canvas").count(), { timeout: 60_000 }).toBe(10);
  await page.getByText("No trainer is running.").waitFor();
  const winRates = page.locator("figure").filter({ hasText: "Win rate by version" });
  await winRates.getByText("As a table").click();
  await winRates.getByRole("rowheader", { name: "12", exact: true }).waitFor({ state: "detached" });
  await winRates.getByRole("rowheader", { name: "11", exact: true }).waitFor();
  await whole(page, "lab-laptop");
  expect(await violations(page)).toEqual([]);
  expect(faults).toEqual([]);
  await leave({ page, faults, ...visitor });
});

test.each([
  ["phone", PHONE],
  ["projector", PROJECTOR],
] as const)("lab and boards fit a %s, also with high contrast", async (name, device) => {
  for (const path of ["lab", "lab#votes", "board"]) {
    const visitor = await visit(browser, `${taught.web.url}/${path}`, {
      ...device,
      contrast: "more",
      reducedMotion: "reduce",
    });
    await labIsThere(visitor.page, path);
    expect(await visitor.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await violations(visitor.page)).toEqual([]);
    await whole(visitor.page, `${path.replace("#", "-")}-${name}-contrast`);
    const plain = await visit(browser, `${taught.web.url}/${path}`, { ...device, reducedMotion: "reduce" });
    await labIsThere(plain.page, path);
    expect(await violations(plain.page)).toEqual([]);
    await whole(plain.page, `${path.replace("#", "-")}-${name}`);
    await leave(visitor, plain);
  }
});

test("an AI judge is introduced, with its agreement and why it pauses; where none sits, nothing is said of one", async () => {
  const { page, faults, ...visitor } = await visit(browser, `${taught.web.url}/lab#models`, CALM);
  const card = page.locator("section").filter({ has: page.getByRole("heading", { name: "AI judge" }) });
  await card
    .getByText("endpoint:small-judge judges pairs beside the players and is to give 25% of the labels.")
    .waitFor();
  await card.getByText(/^It pauses until .* The model behind it is busy\.$/).waitFor();
  await card.getByText(/^\d+% \(\d+%–\d+%\)$/).waitFor();
  await card.getByText("208 calls, 41,600 tokens").waitFor();
  expect(await violations(page)).toEqual([]);
  const empties = await visit(browser, `${empty.web.url}/lab#models`, CALM);
  await empties.page.getByText("No AI judge and no external model takes part.").waitFor();
  expect(await empties.page.getByRole("heading", { name: "AI judge" }).isVisible()).toBe(false);
  await empties.page.getByRole("tab", { name: "Settings" }).click();
  await empties.page.getByLabel(/^Another AI judge/).fill("kind");
  await empties.page.getByLabel(/^Share of the labels that the AI judge gives/).fill("30");
  await empties.page.getByRole("button", { name: "Save", exact: true }).click();
  await empties.page.getByText("Saved.").waitFor();
  expect(await empty.stores.trainingChoices.of(MAIN_ARENA)).toMatchObject({ judge: "kind", aiShare: 0.3 });
  expect(faults).toEqual([]);
  await leave({ page, faults, ...visitor }, empties);
});

test("external models are shown with what they cost and why they pause, and a host may let one in", async () => {
  const { page, faults, ...visitor } = await visit(browser, `${taught.web.url}/lab#models`, CALM);
  const card = page.locator("section").filter({ has: page.getByRole("heading", { name: "External models" }) });
  await card.getByRole("heading", { name: "oracle:big" }).waitFor();
  await card.getByText("It pauses. Its budget is spent.").waitFor();
  await card.getByText("40 calls, 5,200 tokens").waitFor();
  await card.scrollIntoViewIfNeeded();
  await shots.take(page, "lab-contestants");
  expect(await violations(page)).toEqual([]);
  await page.goto(`${taught.web.url}/board`);
  const rows = page.locator(".versions").getByRole("listitem");
  expect(await rows.last().textContent()).toContain("oracle:big");
  await shots.take(page, "board-contestants");

  const empties = await visit(browser, `${empty.web.url}/lab#settings`, CALM);
  await empties.page.getByLabel(/^External models that answer beside the model/).fill("endpoint, oracle");
  await empties.page.getByLabel(/^Share of pairs in which an external model/).fill("30");
  await empties.page.getByLabel(/^Share of external models’ winning answers/).fill("10");
  await empties.page.getByRole("button", { name: "Save", exact: true }).click();
  await empties.page.getByText("Saved.").waitFor();
  const chosen = { contestants: ["endpoint", "oracle"], contestantShare: 0.3, teacherShare: 0.1 };
  expect(await empty.stores.trainingChoices.of(MAIN_ARENA)).toMatchObject(chosen);
  await empties.page.getByLabel(/^External models that answer beside the model/).fill("a, b, c, d, e");
  await empties.page.getByRole("button", { name: "Save", exact: true }).click();
  await empties.page.getByText("contestants: at most 4 external models").waitFor();
  expect(faults).toEqual([]);
  await leave({ page, faults, ...visitor }, empties);
});

test("the same prompt is answered by versions 0, 5, 10 and the newest, and two versions are compared", async () => {
  const { page, faults, ...visitor } = await visit(browser, `${taught.web.url}/lab#answers`, CALM);
  const story = page.locator("section").filter({ hasText: "The same prompt, version by version" });
  await story.getByText("Version 12").waitFor();
  expect(await story.locator(".lab-answer-head").allTextContents()).toEqual([0, 5, 10, 12].map((n) => `Version ${n}`));
  const first = await story.locator(".lab-answer-text").first().textContent();
  await story.getByRole("button", { name: "Next prompt" }).click();
  expect(await story.locator(".lab-answer-text").first().textContent()).not.toBe(first);

  const compare = page.locator("section").filter({ hasText: "Compare two versions" });
  await compare.getByText("Versions 0 and 12 have not met in a showdown yet.").waitFor();
  await compare.getByLabel("Second version").selectOption("Version 1");
  await compare.getByText(/People preferred version 0 to version 1 in \d+% of the votes/).waitFor();
  await compare
    .getByRole("row", { name: /KL from the starting model/ })
    .getByText("0.55")
    .waitFor();
  expect(await compare.locator(".lab-answer-head").allTextContents()).toEqual(["Version 0", "Version 1"]);
  expect(faults).toEqual([]);
  await leave({ page, faults, ...visitor });
});

test("rejections show their reason, and a rollback needs a reason, the host password and a confirmation", async () => {
  const { page, ...visitor } = await visit(browser, `${taught.web.url}/lab#versions`, CALM);
  await page.getByText("the reward model likes it less than the version before").waitFor();
  await page.getByRole("button", { name: "Show all 13" }).click();
  await page.getByText("it tells too many people the same phrase").waitFor();
  await page.getByRole("button", { name: "Go back to version 11" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Keep things as they are" }).click();
  expect((await taught.stores.policies.newest(MAIN_ARENA))?.version).toBe(12);
  await page.getByRole("button", { name: "Go back to version 11" }).click();
  await dialog.getByLabel("Why?").fill("It only talks of string");
  await dialog.getByRole("button", { name: "Roll back" }).click();
  await dialog.getByText("Hosting on this server needs its host password.").waitFor();
  await dialog.getByLabel("Host password").fill("guess");
  await dialog.getByRole("button", { name: "Roll back" }).click();
  await dialog.getByText("That is not the host password.").waitFor();
  await page.screenshot({ path: `${shots.folder}/rollback.png` });
  expect(await violations(page)).toEqual([]);
  await dialog.getByLabel("Host password").fill("open sesame");
  await dialog.getByRole("button", { name: "Roll back" }).click();
  await page.getByText("Version 11 is playing again. Later versions rolled back: 1.").waitFor();
  await page.getByText("It only talks of string").waitFor();
  expect((await taught.stores.policies.newest(MAIN_ARENA))?.version).toBe(11);
  await leave({ page, ...visitor });
});

test("a lost connection is said, and everything is right again after the server is back", async () => {
  const lab = await visit(browser, `${empty.web.url}/lab#votes`, CALM);
  const boards = await visit(browser, `${empty.web.url}/board`, CALM);
  for (const { page } of [lab, boards]) await page.getByText("Live", { exact: true }).waitFor();
  const { port } = empty.web;
  await empty.web.kill("SIGTERM");
  for (const { page } of [lab, boards]) await page.getByText("Connection lost.").waitFor();
  await lab.page.screenshot({ path: `${shots.folder}/lab-lost.png` });
  await teachArena(empty.stores);
  empty.web = await startKillableWeb(empty.database.url, port);
  for (const { page } of [lab, boards]) await page.getByText("Live", { exact: true }).waitFor();
  await boards.page.getByText("Form 7b teaches a machine").waitFor();
  await boards.page.getByText("<b>Bobby</b>").waitFor();
  await lab.page.locator(".lab-figure").filter({ hasText: "Votes so far", visible: true }).getByText("864").waitFor();
  await leave(lab, boards);
});

async function whole(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${shots.folder}/${name}.png`, fullPage: true });
}

async function leave(...visitors: readonly Visitor[]): Promise<void> {
  await Promise.all(visitors.map(({ context }) => context.close()));
}
