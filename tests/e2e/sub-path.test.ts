import { expect, test } from "vitest";
import { LAPTOP, PHONE, visit, withBrowser } from "../support/browser.ts";
import { withPathProxy } from "../support/path-proxy.ts";
import { withWeb } from "../support/running-web.ts";

const stripping = withPathProxy("/school/thumbwar", true);
const keeping = withPathProxy("/thumbwar", false);
const web = withWeb({ publicUrls: async () => Promise.all([stripping.url, keeping.url]) });
const browser = withBrowser();

test.each([
  ["takes its path off", stripping],
  ["hands its path on", keeping],
])("below a path, behind a proxy that %s, the pages, the game and the boards work", async (_, proxy) => {
  proxy.leadTo(web.port);
  const site = await proxy.url;
  const { code, hostToken } = await web.createSession();
  const host = await web.host({ code, hostToken });
  const phone = await visit(browser, `${site}/${code}`, PHONE);
  expect(phone.page.url()).toBe(`${site}/play/${code}`);
  await phone.page.getByLabel("Nickname", { exact: true }).fill("Ada");
  await phone.page.locator(".join button[type=submit]").click();
  await phone.page.getByRole("heading", { name: "You’re in!" }).waitFor();
  await host.until((view) => Object.keys(view.players).length === 1);
  expect(phone.page.url()).toContain(`${site}/play/${code}`);

  const screen = await visit(browser, `${site}/board/${code}`, LAPTOP);
  const first = await stripping.url;
  await screen.page.getByAltText(`${first}/play/${code}`).waitFor(); // what PUBLIC_URL names first
  await screen.page.goto(`${site}/board`);
  await screen.page.getByText("Live", { exact: true }).waitFor();
  await screen.page.getByRole("link", { name: "Lab", exact: true }).click();
  await screen.page.waitForURL(`${site}/lab`);
  await screen.page.goto(`${site}/no/such/page`);
  await screen.page.getByRole("heading", { name: "There is no such page" }).waitFor();
  const own = (faults: readonly string[]) => faults.filter((fault) => !fault.includes("404"));
  expect([...own(phone.faults), ...own(screen.faults)]).toEqual([]);
  await Promise.all([phone.context.close(), screen.context.close(), host.leave()]);
});
