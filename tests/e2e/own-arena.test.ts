import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../server/ports/arena.ts";
import { CALM, PHONE, screenshots, visit, withBrowser } from "../support/browser.ts";
import { withKillableWeb } from "../support/killable-web.ts";
import { newPair } from "../support/open-arena.ts";
import { takeSeat } from "../support/seat.ts";
import { violations } from "../support/violations.ts";

const shots = screenshots("own-arena");
const web = withKillableWeb();
const browser = withBrowser();

test("a class starts a model of its own, plays it, finds its board, and carries on with it on another device", async () => {
  await web.stores.pool.add(MAIN_ARENA, [newPair(), newPair(), newPair({ kind: "showdown" })]);
  const { page, context, faults } = await visit(browser, `${web.url}/host`, PHONE);
  await page.getByText("All games on this server can teach it. It is version 1 now.").waitFor();
  await page.getByRole("radio", { name: /A model of our own/ }).check();
  await page.getByRole("button", { name: "Create game" }).click();
  await expect.poll(() => page.locator("input:invalid").getAttribute("maxlength")).toBe("40"); // the name is missing
  await page.getByLabel("What is it called?").fill("Main");
  await page.getByRole("button", { name: "Create game" }).click();
  await page.getByText("A model called Main is here already.").waitFor();
  await page.getByLabel("What is it called?").fill("Café 7b");
  await page.getByRole("switch", { name: /public leaderboards/ }).check();
  await shots.take(page, "form-phone");
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Create game" }).click();
  await page.getByRole("button", { name: "End game" }).waitFor();
  const code = page.url().split("/").at(-1)!;
  expect(await web.stores.sessions.byCode(code)).toMatchObject({ arena: "cafe-7b" });

  const ann = await takeSeat(web.port, code, { nickname: "Ann" });
  expect(ann.view()).toMatchObject({ arena: "cafe-7b" });
  await page.getByRole("button", { name: "Start" }).click();
  await ann.until((view) => view.phase === "rapid"); // with no trainer, from the copied pairs
  expect(ann.view()).toMatchObject({ policyVersion: 0 });
  const dealt = await ann.request("deal", { count: 1 });
  if (!dealt.ok) throw new Error(dealt.error);
  await page.getByRole("button", { name: "End game" }).click();
  await page.getByRole("button", { name: "Yes, end it" }).click();
  await ann.until((view) => view.phase === "finished");

  const board = await visit(browser, `${web.url}/a/cafe-7b`, CALM);
  await board.page.getByRole("heading", { name: "Leaderboards: Café 7b" }).waitFor();
  await board.page.getByText("Ann", { exact: true }).waitFor();
  await shots.take(board.page, "board");
  expect(await violations(board.page)).toEqual([]);
  await board.page.getByRole("link", { name: "The model that everybody teaches" }).click();
  await board.page.getByRole("heading", { name: "Leaderboards", exact: true }).waitFor();
  await board.page.getByText("No scores yet.").waitFor();
  await board.page.getByRole("link", { name: "Café 7b" }).click();
  await board.page.getByRole("link", { name: "Lab", exact: true }).click();
  await board.page.getByRole("heading", { name: "The lab: Café 7b" }).waitFor();
  expect(board.page.url()).toBe(`${web.url}/a/cafe-7b/lab`);
  await board.page.goto(`${web.url}/a/nobody`);
  await board.page.getByRole("heading", { name: "No model is called “nobody” here" }).waitFor();

  await page.goto(`${web.url}/host`);
  await page.getByRole("radio", { name: /Carry on with our model/ }).check();
  await page.getByText("Use it on another device").click();
  const invitation = page.getByLabel(/Open this address there/);
  await expect.poll(() => invitation.inputValue()).toContain("#arena=cafe-7b");
  const other = await visit(browser, await invitation.inputValue(), CALM);
  await other.page.getByRole("option", { name: "Café 7b (version 0)" }).waitFor({ state: "attached" });
  expect(await other.page.getByRole("radio", { name: /Carry on/ }).isChecked()).toBe(true);
  expect(other.page.url()).toBe(`${web.url}/host`);
  await shots.take(other.page, "carry-on");
  await other.page.getByRole("button", { name: "Create game" }).click();
  await other.page.getByRole("button", { name: "End game" }).waitFor();
  const again = await web.stores.sessions.byCode(other.page.url().split("/").at(-1)!);
  expect(again).toMatchObject({ arena: "cafe-7b" });
  await shots.take(other.page, "desk");
  expect([...faults, ...other.faults].filter((fault) => !fault.includes("409") && !fault.includes("404"))).toEqual([]);
  await Promise.all([context.close(), board.context.close(), other.context.close()]);
});
