import { expect, test } from "vitest";
import { CALM, LAPTOP, visit, withBrowser } from "../support/browser.ts";
import { skipTo } from "../support/killed-games.ts";
import { SLOW, withWeb } from "../support/running-web.ts";

const web = withWeb();
const browser = withBrowser();

test("without a game, with nobody's vote, without a trainer and after the end, the page says so", async () => {
  const url = (path: string) => `http://127.0.0.1:${web.port}${path}`;
  const { page, context, faults } = await visit(browser, url("/board/ZZZZ"), CALM);
  await page.getByRole("alert").getByText("No open game has the code ZZZZ.").waitFor();
  await page.getByRole("link", { name: "Leaderboards and lab" }).waitFor();

  const session = await web.createSession({ ...SLOW, rounds: 1 });
  const host = await web.host(session);
  await page.goto(url(`/play/${session.code}`));
  await page.getByLabel("Nickname", { exact: true }).fill("Fay");
  await page.locator(".join button[type=submit]").click();
  await page.getByRole("heading", { name: "You’re in!" }).waitFor();
  await host.request("host", { command: "start" });
  await skipTo(host, "reveal");
  await page.getByRole("heading", { name: "Nobody voted this time" }).waitFor();
  await page.getByText("No points this round. Vote next time!", { exact: true }).waitFor();
  await host.request("host", { command: "skip" });
  await page.getByText("The model takes a rest. Your votes are kept").waitFor();
  await host.request("host", { command: "end" });
  await page.getByRole("heading", { name: "Final standings" }).waitFor();
  await host.leave();

  const late = await visit(browser, url(`/play/${session.code}`), LAPTOP);
  await late.page.getByLabel("Nickname", { exact: true }).fill("Late");
  await late.page.locator(".join button[type=submit]").click();
  await late.page.getByRole("alert").getByText(`No open game has the code ${session.code}.`).waitFor();
  await page.reload();
  await page.getByRole("alert").getByText("This game is over.").waitFor();
  // Chromium itself reports the answer 404 to questions for games that are not open.
  expect(faults.filter((fault) => !fault.includes("404"))).toEqual([]);
  await Promise.all([context, late.context].map((one) => one.close()));
});
