import { expect, test } from "vitest";
import { readConfig } from "../../server/config.ts";

const KEYS = { AWS_ACCESS_KEY_ID: "AKIA1", AWS_SECRET_ACCESS_KEY: "abc/def+1" };

test("a bucket and a folder in it are read, with Amazon's own server unless another is named", () => {
  expect(
    readConfig({ CHECKPOINT_URL: "s3://my-games/class/7b/", AWS_REGION: "eu-central-1", ...KEYS }).checkpoints,
  ).toEqual({
    ...{ bucket: "my-games", prefix: "class/7b", endpoint: "https://s3.eu-central-1.amazonaws.com" },
    ...{ region: "eu-central-1", accessKeyId: "AKIA1", secretAccessKey: "abc/def+1", sessionToken: null },
  });
  const own = { CHECKPOINT_URL: "s3://games", CHECKPOINT_ENDPOINT: "http://localhost:9000/", AWS_SESSION_TOKEN: "t" };
  expect(readConfig({ ...own, ...KEYS }).checkpoints).toMatchObject({
    ...{ bucket: "games", prefix: "", endpoint: "http://localhost:9000", region: "us-east-1", sessionToken: "t" },
  });
});

test.each([
  "games",
  "https://games.s3.amazonaws.com",
  "s3://",
  "s3://Games",
  "s3://games/../other",
  "s3://games//x",
  "s3://games/a b",
  "s3://key:secret@games",
])("CHECKPOINT_URL %s is refused", (url) => {
  expect(() => readConfig({ CHECKPOINT_URL: url, ...KEYS })).toThrow(
    /CHECKPOINT_URL must be a bucket and a folder in it, like s3:/,
  );
});

test("what is missing beside it is named, and no secret is repeated", () => {
  expect(() => readConfig({ CHECKPOINT_URL: "s3://games" })).toThrow(
    /AWS_ACCESS_KEY_ID must be set with CHECKPOINT_URL\n {2}AWS_SECRET_ACCESS_KEY must be set with/,
  );
  const read = () =>
    readConfig({ CHECKPOINT_URL: "s3://games", AWS_ACCESS_KEY_ID: "AKIA1", AWS_SECRET_ACCESS_KEY: '"hidden"' });
  expect(read).toThrow(/AWS_SECRET_ACCESS_KEY must be the secret of that access key. Here it has quotation marks/);
  expect(read).not.toThrow(/hidden|must be set/);
  expect(() => readConfig({ CHECKPOINT_URL: "s3://games", CHECKPOINT_ENDPOINT: "localhost:9000", ...KEYS })).toThrow(
    /CHECKPOINT_ENDPOINT must be the address of a server that speaks S3/,
  );
});

test("variables of other programs that use Amazon's services don't matter without it", () => {
  expect(readConfig({ AWS_REGION: "?", AWS_SECRET_ACCESS_KEY: "with space" }).checkpoints).toBeNull();
});
