import { expect, test } from "vitest";
import { CALM, visit, withBrowser } from "../support/browser.ts";
import { withKillableWeb } from "../support/killable-web.ts";
import { postSession, SLOW } from "../support/running-web.ts";
import { takeSeat } from "../support/seat.ts";

const web = withKillableWeb();
const browser = withBrowser();

test("after a crash the open page and the projector say so for a moment, and the showdown is played to its points", async () => {
  const session = await postSession(web.port, { ...SLOW, rounds: 1 });
  const host = await takeSeat(web.port, session.code, { hostToken: session.hostToken });
  const board = await visit(browser, `${web.url}/board/${session.code}`, CALM);
  const { page, context } = await visit(browser, `${web.url}/play/${session.code}`, CALM);
  await page.getByLabel("Nickname", { exact: true }).fill("Fay");
  await page.locator(".join button[type=submit]").click();
  await page.getByRole("heading", { name: "You’re in!" }).waitFor();
  const ada = await takeSeat(web.port, session.code, { nickname: "Ada" });
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  await host.request("host", { command: "skip" });
  const { showdown } = await host.until((view) => view.phase === "showdown");
  await page.locator(".showdown .verdicts button").first().click();
  await page.locator(".showdown .prediction").waitFor();
  expect(await ada.request("vote", { pairId: showdown?.id, verdict: "a", decisionMs: 9 })).toMatchObject({ ok: true });

  expect(await web.kill("SIGKILL")).toBeNull();
  await web.restart();
  const again = await takeSeat(web.port, session.code, { hostToken: session.hostToken });
  const back = await takeSeat(web.port, session.code, { token: ada.welcome.token });
  expect(back.welcome.own).toMatchObject({ verdict: "a", share: null });
  const sentence = "The game stopped for a moment. It goes on now.";
  await Promise.all([page, board.page].map((one) => one.getByText(sentence).waitFor()));
  await Promise.all([page, board.page].map((one) => one.getByText(sentence).waitFor({ state: "hidden" })));
  await page.locator(".showdown .prediction button[type=submit]").click();
  await page.getByRole("heading", { name: "Locked in" }).waitFor();
  await back.request("predict", { share: 1 });
  await back.request("lock", {});
  const { reveal } = await again.until((view) => view.phase === "reveal");
  expect(reveal?.votes).toMatchObject({ a: 2, b: 0 });
  await Promise.all([context, board.context].map((one) => one.close()));
});
