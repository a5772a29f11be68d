import { expect, test } from "vitest";
import { readJoinCode } from "../../../shared/protocol/join-code.ts";

test.each([
  "BCDF",
  "bcdf",
  " b c d f ",
  "BC-DF",
  "B.C.D.F.",
  "ＢＣＤＦ",
  "bcdf\u200b",
  "\u201cBCDF\u201d",
  "http://192.168.1.20:2567/play/BCDF",
  "https://school.example/thumbwar/play/bcdf?x=1",
  "Join at https://school.example/join/bcdf#x",
])("%j is the code BCDF", (typed) => {
  expect(readJoinCode(typed)).toBe("BCDF");
});

test.each(["", "   ", "BCD", "BCDFGH", "1234", "http://192.168.1.20:2567/", "B1CD", "我们的房间"])(
  "%j is none",
  (typed) => {
    expect(readJoinCode(typed)).toBeNull();
  },
);
