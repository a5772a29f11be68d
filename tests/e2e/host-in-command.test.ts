import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { SessionCreated } from "../../shared/protocol/sessions.ts";
import { CALM, PHONE, PROJECTOR, screenshots, visit, withBrowser } from "../support/browser.ts";
import { withKillableWeb } from "../support/killable-web.ts";
import { postSession, SLOW } from "../support/running-web.ts";
import { takeSeat } from "../support/seat.ts";
import { violations } from "../support/violations.ts";

const shots = screenshots("host-in-command");
const web = withKillableWeb();
const browser = withBrowser();

const hostPage = ({ code, hostToken }: SessionCreated) => `${web.url}/host/${code}#key=${hostToken}`;
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

test("the big screen leads the game by keyboard, has a remote's right and no more, and loses it when the host says so", async () => {
  const session = await postSession(web.port, SLOW);
  const host = await visit(browser, hostPage(session), CALM);
  const ada = await takeSeat(web.port, session.code, { nickname: "Ada" });
  const link = host.page.getByRole("link", { name: "Open the projector view" });
  await expect.poll(() => link.getAttribute("href")).toContain("pass=");
  const wall = await visit(browser, `${web.url}${await link.getAttribute("href")}`, {
    ...PROJECTOR,
    reducedMotion: "reduce",
  });
  const bar = wall.page.getByRole("group", { name: "Lead the game" });
  await wall.page.locator(".invite-code").waitFor();
  expect(await bar.isVisible()).toBe(false);
  await wall.page.keyboard.press("Tab");
  await bar.waitFor();
  await shots.take(wall.page, "bar-lobby");
  expect(await violations(wall.page)).toEqual([]);
  expect(await bar.getByRole("button").allTextContents()).not.toContain("Ban");
  await wall.page.getByRole("button", { name: "Lock the lobby" }).press("Enter");
  await ada.until((view) => view.locked);
  await wall.page.locator(".pill.locked").waitFor();
  await wall.page.getByRole("button", { name: "Start" }).press("Enter");
  await ada.until((view) => view.phase === "rapid");
  await wall.page.getByRole("button", { name: "Next" }).press("Enter");
  await ada.until((view) => view.phase === "showdown");
  await shots.take(wall.page, "bar-showdown");
  await wall.page.mouse.move(5, 5);
  await wall.page.evaluate("document.activeElement.blur()");
  await bar.waitFor({ state: "hidden" });

  await host.page.getByText("Big screens: 1").waitFor();
  await shots.take(host.page, "desk");
  await host.page.getByRole("button", { name: /^Take away: Big screens/ }).click();
  await wall.page.keyboard.press("Tab");
  await expect.poll(() => bar.count()).toBe(0);

  await host.page.getByRole("switch", { name: "I press Next" }).check();
  await ada.until((view) => view.pace === "host" && view.remainingMs === -1);
  await wall.page.getByRole("timer").waitFor({ state: "hidden" });
  await shots.take(host.page, "desk-next");
  expect([...host.faults, ...wall.faults]).toEqual([]);
  await Promise.all([host.context.close(), wall.context.close()]);
});

test("a remote is made by a link, seen in use, and taken away at once", async () => {
  const session = await postSession(web.port, SLOW);
  const host = await visit(browser, hostPage(session), CALM);
  await press(host.page, "New remote");
  await host.page.getByLabel("Name of the device").fill("Ms Lee’s phone");
  await press(host.page, "Make the link");
  const field = host.page.getByRole("textbox", { name: "Remotes" });
  await expect.poll(() => field.inputValue()).toContain("#key=");
  await shots.take(host.page, "remote-link");
  const link = await field.inputValue();
  expect(link).not.toContain(session.hostToken);
  await press(host.page, "Close");
  const phone = await visit(browser, `${web.url}${new URL(link).pathname}${new URL(link).hash}`, PHONE);
  await phone.page.getByRole("button", { name: "End game" }).waitFor();
  expect(await phone.page.getByRole("heading", { name: /^Players/ }).count()).toBe(0);
  expect(await phone.page.getByRole("link", { name: "Results" }).count()).toBe(0);
  expect(await violations(phone.page)).toEqual([]);
  await shots.take(phone.page, "remote-phone");
  await host.page.getByText("Ms Lee’s phone · leads the game · connected").waitFor();
  await host.page.getByRole("button", { name: "Take away: Ms Lee’s phone" }).click();
  await phone.page.getByText("The host has taken this remote away.").waitFor();
  await Promise.all([host.context.close(), phone.context.close()]);
});

test("every press on a player's row is taken while the others judge", async () => {
  const session = await postSession(web.port, SLOW);
  const host = await visit(browser, hostPage(session), CALM);
  const names = ["Ada", "Ben", "Cid", "Dot", "Eve"];
  const seats = await Promise.all(names.map((nickname) => takeSeat(web.port, session.code, { nickname })));
  await press(host.page, "Start");
  const [ada, ben] = seats as [(typeof seats)[0], (typeof seats)[0]];
  await ada.until((view) => view.phase === "rapid");
  const judged = (id: string) => ada.view().players[id]?.judged ?? 0;
  const judge = async () => {
    const before = judged(ben.welcome.playerId);
    const dealt = await ben.request("deal", { count: 1 });
    await ben.request("vote", { pairId: dealt.ok ? dealt.pairs[0]?.id : "", verdict: "a", decisionMs: 500 });
    await ada.until((view) => (view.players[ben.welcome.playerId]?.judged ?? 0) > before);
    await host.page.getByText(`${before + 1} judged`).waitFor();
  };
  for (const name of ["Cid", "Dot", "Eve"]) {
    const box = (await host.page.getByRole("button", { name: `Remove ${name}` }).boundingBox())!;
    await host.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await host.page.mouse.down();
    await judge(); // the rows change under the finger
    await host.page.mouse.up();
    await ada.until((view) => Object.values(view.players).every(({ nickname }) => nickname !== name));
  }
  await host.context.close();
});

test("after the end a rematch takes phone, big screen and host along; the list of games leads back to both", async () => {
  const host = await visit(browser, `${web.url}/host`, CALM);
  await host.page.getByText("You have not created a game on this device yet.").waitFor();
  await host.page.getByLabel("Title").fill("Form 7b");
  await press(host.page, "Create game");
  await host.page.getByRole("button", { name: "End game" }).waitFor();
  const code = host.page.url().split("/").at(-1)!;
  const phone = await visit(browser, `${web.url}/play/${code}`, PHONE);
  await phone.page.getByLabel("Nickname", { exact: true }).fill("Ada");
  await press(phone.page, "Join");
  await phone.page.getByText("Ada").first().waitFor();
  const link = host.page.getByRole("link", { name: "Open the projector view" });
  await expect.poll(() => link.getAttribute("href")).toContain("pass=");
  const wall = await visit(browser, `${web.url}${await link.getAttribute("href")}`, PROJECTOR);
  await host.page.getByText("Big screens: 1").waitFor();
  await press(host.page, "End game");
  await press(host.page, "Yes, end it");
  await phone.page.getByText("Final standings").waitFor();
  await shots.take(phone.page, "final-phone");
  await press(host.page, "Rematch");
  await host.page.waitForURL((url) => /\/host\/[A-Z]+$/.test(url.pathname) && !url.pathname.endsWith(code));
  const next = host.page.url().split("/").at(-1)!;
  await phone.page.waitForURL(`${web.url}/play/${next}`);
  await wall.page.waitForURL((url) => url.pathname === `/board/${next}`);
  await host.page.getByText("Ada").first().waitFor();

  // Who was away comes by the old address, of which the browser complains that its game is over.
  expect(phone.faults).toEqual([]);
  await phone.page.goto(`${web.url}/play/${code}`);
  await phone.page.waitForURL(`${web.url}/play/${next}`);

  // The return code and what a player may take back are in the settings.
  await phone.page.getByRole("button", { name: "Settings" }).click();
  await press(phone.page, "Show my return code");
  const said = await phone.page.getByText(/^Your return code: /).textContent();
  await shots.take(phone.page, "return-code");
  expect(await violations(phone.page)).toEqual([]);
  const returnCode = said!.split(": ")[1]!;
  const tablet = await visit(browser, `${web.url}/play/${next}`, PHONE);
  await press(tablet.page, "I have a return code");
  await tablet.page.getByLabel(/^Return code/).fill("BBBB-BBBB");
  await press(tablet.page, "Come back");
  await tablet.page.getByText("No player of this game has that return code.").waitFor();
  await shots.take(tablet.page, "wrong-code");
  await tablet.page.getByLabel(/^Return code/).fill(returnCode);
  await press(tablet.page, "Come back");
  await phone.page.getByText("You are playing on another page now.").waitFor();
  await tablet.page.getByRole("button", { name: "Settings" }).click();
  await press(tablet.page, "Take back what I gave");
  await tablet.page.getByRole("heading", { name: "Take back what you gave?" }).waitFor();
  await shots.take(tablet.page, "withdraw");
  await press(tablet.page, "Yes, delete it");
  await tablet.page.getByText("What you gave is deleted.").waitFor();
  await expect.poll(() => host.page.getByText("Ada").count()).toBe(0);

  await host.page.goto(`${web.url}/host`);
  await host.page.getByRole("link", { name: `Results of game ${code}` }).waitFor();
  await host.page.getByRole("link", { name: `Open game ${next}` }).waitFor();
  await shots.take(host.page, "my-games");
  expect(await violations(host.page)).toEqual([]);
  await press(host.page, `Rematch of game ${code}`);
  await host.page.waitForURL(`${web.url}/host/${next}`);
  await host.page.goto(`${web.url}/host`);
  await press(host.page, `Forget game ${code} on this device`);
  expect(await host.page.getByText(code).count()).toBe(0);
  expect([...host.faults, ...wall.faults]).toEqual([]);
  await Promise.all([host, phone, wall, tablet].map(({ context }) => context.close()));
});

const FORBIDDEN = `for (const area of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, area, { get() { throw new DOMException("denied", "SecurityError"); } });`;

test("where the browser keeps nothing the form says so, and the key stands in the address alone", async () => {
  const { page, context } = await visit(browser, `${web.url}/host`, CALM, FORBIDDEN);
  await page.getByText("This browser keeps nothing on this device.").waitFor();
  await press(page, "Create game");
  await page.getByRole("button", { name: "End game" }).waitFor();
  expect(new URL(page.url()).hash).toContain("key=");
  await page.reload();
  await page.getByRole("button", { name: "End game" }).waitFor();
  const code = new URL(page.url()).pathname.split("/").at(-1)!;
  const phone = await visit(browser, `${web.url}/play/${code}`, PHONE, FORBIDDEN);
  await phone.page.getByLabel("Nickname", { exact: true }).fill("Ada");
  await press(phone.page, "Join");
  await page.getByText("Ada").first().waitFor();
  await press(page, "End game");
  await press(page, "Yes, end it");
  await press(page, "Rematch");
  await phone.page.waitForURL((url) => url.hash.startsWith("#seat=") && !url.pathname.endsWith(code));
  await page.getByRole("button", { name: "Start" }).waitFor();
  await page.getByText("Ada").first().waitFor();
  await Promise.all([context.close(), phone.context.close()]);
});
