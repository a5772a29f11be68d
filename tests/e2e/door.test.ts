import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { CALM, PHONE, PROJECTOR, screenshots, visit, withBrowser } from "../support/browser.ts";
import { withKillableWeb } from "../support/killable-web.ts";
import { takeSeat } from "../support/seat.ts";
import { violations } from "../support/violations.ts";

const shots = screenshots("door");

const web = withKillableWeb();
const browser = withBrowser();

async function create(page: Page, places: number): Promise<string> {
  await page.getByText("Times and player limit").click();
  await page.getByLabel("Player limit").fill(String(places));
  await page.getByRole("button", { name: "Create game" }).click();
  await page.getByRole("button", { name: "End game" }).waitFor();
  return page.url().split("/").at(-1) ?? "";
}

async function join(page: Page, nickname: string): Promise<void> {
  await page.getByLabel("Nickname", { exact: true }).fill(nickname);
  await page.getByRole("button", { name: "Join", exact: true }).press("Enter");
}

test("a closed door: newcomers wait on their page until the host lets them in, with the keyboard", async () => {
  const host = await visit(browser, `${web.url}/host`, CALM);
  const code = await create(host.page, 30);
  await takeSeat(web.port, code, { nickname: "Ada" });
  await host.page.getByText("Open: anyone with the code comes in.").waitFor();
  await host.page.getByText("Places: 1 of 30 taken").waitFor();
  await host.page.getByRole("button", { name: "Lock the lobby" }).press("Enter");
  await host.page.getByText("Locked: latecomers knock").waitFor();

  const phone = await visit(browser, `${web.url}/play/${code}`, PHONE);
  const other = await visit(browser, `${web.url}/play/${code}`, { ...PHONE, locale: "es" });
  await join(phone.page, "Newcomer");
  await other.page.getByLabel("Apodo", { exact: true }).fill("Otra");
  await other.page.getByRole("button", { name: "Entrar", exact: true }).press("Enter");
  await phone.page.getByText("The host has to let you in.").waitFor();
  await other.page.getByText("Quien organiza tiene que dejarte entrar.").waitFor();
  await host.page.getByText("Knocking: 2").waitFor();
  await shots.take(host.page, "host-knocks");
  await shots.take(phone.page, "phone-waits");
  await shots.take(other.page, "phone-waits-es");
  expect(await violations(host.page)).toEqual([]);
  expect(await violations(phone.page)).toEqual([]);

  await host.page.getByRole("button", { name: "Let in: Newcomer" }).press("Enter");
  await phone.page.waitForSelector("body[data-phase]");
  await host.page.getByText("Places: 2 of 30 taken").waitFor();
  expect(await host.page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Let in: Otra");
  await host.page.getByRole("button", { name: "Not now: Otra" }).press("Enter");
  await other.page.getByText("Quien organiza no te ha dejado entrar.").waitFor();
  expect(await other.page.getByRole("button", { name: "Entrar", exact: true }).isEnabled()).toBe(true);

  const remote = await visit(browser, "about:blank", PHONE);
  const key = await host.page.evaluate((at) => JSON.parse(localStorage.getItem(`thumbwar:host:${at}`)!), code);
  await remote.page.goto(`${web.url}/host/${code}#key=${key}`);
  await other.page.getByLabel("Apodo", { exact: true }).fill("Tercera");
  await other.page.getByRole("button", { name: "Entrar", exact: true }).press("Enter");
  await remote.page.getByRole("button", { name: "Let in: Tercera" }).waitFor();
  await shots.take(remote.page, "remote-knocks");
  expect(await violations(remote.page)).toEqual([]);
  await other.page.getByRole("button", { name: "Dejar de esperar" }).click();
  await expect.poll(() => other.page.getByText("Quien organiza tiene que dejarte entrar.").count()).toBe(0);
  expect([...host.faults, ...remote.faults]).toEqual([]);
  for (const { context } of [host, phone, other, remote]) await context.close();
});

test("a full game is no dead end: the host gives more places, and big screens take none of them", async () => {
  const host = await visit(browser, `${web.url}/host`, CALM);
  const code = await create(host.page, 1);
  await takeSeat(web.port, code, { nickname: "Ada" });
  const phone = await visit(browser, `${web.url}/play/${code}`, PHONE);
  await join(phone.page, "Ben");
  await phone.page.getByText("This game is full. Ask the host for more places.").waitFor();
  await host.page.getByRole("button", { name: "20 more places" }).press("Enter");
  await host.page.getByText("Places: 1 of 21 taken").waitFor();
  await phone.page.getByRole("button", { name: "Join", exact: true }).click();
  await phone.page.waitForSelector("body[data-phase]");

  for (let i = 0; i < 20; i++) await takeSeat(web.port, code, { spectate: true });
  const stranger = await visit(browser, `${web.url}/board/${code}`, PROJECTOR);
  await stranger.page.waitForSelector("body[data-phase=lobby]"); // it watches without a seat
  const [board] = await Promise.all([
    host.context.waitForEvent("page"),
    host.page.getByRole("link", { name: "Open the projector view" }).click(),
  ]);
  await board.waitForSelector("body[data-phase=lobby]");
  expect(board.url()).toBe(`${web.url}/board/${code}`);
  await board.reload();
  await board.waitForSelector("body[data-phase=lobby]");
  for (const { context } of [host, phone, stranger]) await context.close();
});
