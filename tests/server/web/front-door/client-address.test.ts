import { expect, test } from "vitest";
import { isProjectorPass, projectorPass } from "../../../../server/game/seats/seat.ts";
import { hashedAddress } from "../../../../server/web/front-door/client-address.ts";

test("one network has one hash, another installation another, and none shows the address", () => {
  const hash = hashedAddress("secret", "192.0.2.7");
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
  expect(hashedAddress("secret", "::ffff:192.0.2.7")).toBe(hash);
  expect(hashedAddress("another", "192.0.2.7")).not.toBe(hash);
  expect(hashedAddress("secret", "192.0.2.8")).not.toBe(hash);
  expect(hashedAddress("secret", "2001:db8::1")).toBe(hashedAddress("secret", "2001:db8::ffff"));
  expect(hashedAddress("secret", undefined)).toMatch(/^[0-9a-f]{16}$/);
});

test("a pass is for the big screens of one session", () => {
  const pass = projectorPass("secret", "session");
  expect(isProjectorPass(pass, "secret", "session")).toBe(true);
  for (const [given, secret, session] of [
    [pass, "secret", "another"],
    [pass, "another", "session"],
    [`${pass}x`, "secret", "session"],
    ["", "secret", "session"],
  ] as const) {
    expect(isProjectorPass(given, secret, session)).toBe(false);
  }
});
