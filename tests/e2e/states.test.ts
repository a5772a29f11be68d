import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CALM, LAPTOP, visit, withBrowser } from "../support/browser.ts";
import { skipTo } from "../support/killed-games.ts";
import { seen } from "../support/lab-arena.ts";
import { SLOW, withWeb } from "../support/running-web.ts";

const web = withWeb();
const browser = withBrowser();
let filter: Server;

/** As many schools have: pages go through, WebSockets don't. */
beforeAll(async () => {
  filter = createServer((asked, answer) => {
    const own = `127.0.0.1:${web.port}`;
    const origin = asked.headers.origin === undefined ? {} : { origin: `http://${own}` };
    const { url, method } = asked;
    const headers = { ...asked.headers, host: own, ...origin };
    const onward = request({ host: "127.0.0.1", port: web.port, path: url, method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  });
  filter.on("upgrade", (_request, socket) => socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n"));
  await new Promise<void>((resolve) => filter.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  filter?.closeAllConnections();
  filter?.close();
});

test.each([
  ["board", "No scores yet."],
  ["lab#votes", "Nobody has voted yet."],
])("behind a filter that refuses WebSockets /%s is live all the same", async (path, text) => {
  const { port } = filter.address() as AddressInfo;
  const { page, context } = await visit(browser, `http://127.0.0.1:${port}/${path}`, LAPTOP);
  await seen(page, text);
  await page.getByText("Live", { exact: true }).waitFor();
  expect(await page.getByText("can’t be reached").count()).toBe(0);
  await context.close();
});

test("behind it the game says that the network blocks it, and lets the form go", async () => {
  const { port } = filter.address() as AddressInfo;
  const { code } = await web.createSession();
  const { page, context } = await visit(browser, `http://127.0.0.1:${port}/play/${code}`, LAPTOP);
  await page.getByLabel("Nickname", { exact: true }).fill("Ada");
  await page.locator(".join button[type=submit]").click();
  await page.getByRole("alert").getByText("This network blocks the game’s connection.").waitFor();
  expect(await page.getByRole("button", { name: "Join", exact: true }).isEnabled()).toBe(true);
  await context.close();
});

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
  // No votes are counted up that nobody cast.
  await page.evaluate(() =>
    new MutationObserver(() => {
      if (document.querySelector(".reveal-panel .counting") !== null) document.body.dataset.counted = "yes";
    }).observe(document.body, { subtree: true, childList: true }),
  );
  await skipTo(host, "reveal");
  await page.getByRole("heading", { name: "Nobody voted this time" }).waitFor();
  await page.getByText("No points this round. Vote next time!", { exact: true }).waitFor();
  expect(await page.locator("body[data-counted]").count()).toBe(0);
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
