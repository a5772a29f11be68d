import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { DEFAULT_TRAINING } from "../../../../shared/protocol/training-settings.ts";
import { withWeb } from "../../../support/running-web.ts";

const PASSWORD = "sesame ✓";
const web = withWeb({ pool: false, hostPassword: PASSWORD });

const training = () => fetch(`http://127.0.0.1:${web.port}/api/training`);
function change(body: string, password?: string): Promise<Response> {
  const header = password === undefined ? {} : { "x-host-password": encodeURIComponent(password) };
  return fetch(`http://127.0.0.1:${web.port}/api/training`, {
    method: "PATCH",
    headers: { "content-type": "application/json", ...header },
    body,
  });
}

test("everybody sees how the model learns; changing it needs the host password, and what isn't named stays", async () => {
  expect(await (await training()).json()).toEqual(DEFAULT_TRAINING);
  expect((await change('{"method":"dpo"}')).status).toBe(401);
  expect((await change('{"method":"dpo"}', "sesame")).status).toBe(403);
  const heard: string[] = [];
  const stop = await web.stores.bus.listen(
    ({ type }) => heard.push(type),
    () => {},
  );
  const changed = await change('{"method":"dpo"}', PASSWORD);
  expect([changed.status, await changed.json()]).toEqual([200, { ...DEFAULT_TRAINING, method: "dpo" }]);
  await expect.poll(() => heard).toContain("training_settings");
  await stop();
  expect(await web.stores.trainingChoices.of(MAIN_ARENA)).toMatchObject({ method: "dpo", demonstrationShare: 0.05 });
});

test.each([
  ['{"method":"magic"}', "method"],
  ['{"axisWeights":{"overall":1}}', "axisWeights.helpful"],
  ['{"demonstrationShare":2}', "demonstrationShare"],
  ['{"speed":1}', "body"],
  ['{"method":', ""],
])("%s is refused with the name of what is wrong", async (body, named) => {
  const before = await web.stores.trainingChoices.of(MAIN_ARENA);
  const answer = await change(body, PASSWORD);
  expect(answer.status).toBe(400);
  expect(((await answer.json()) as { message: string }).message).toContain(named);
  expect(await web.stores.trainingChoices.of(MAIN_ARENA)).toEqual(before);
});
