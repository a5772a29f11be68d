import { expect, test } from "vitest";
import { METRICS } from "../../../../server/ports/metrics.ts";
import { openPrometheus } from "../../../../server/web/operating/prometheus.ts";

/** The samples of one figure: its labels and its value as they stand in the text. */
const samplesOf = (text: string, name: string): readonly string[] =>
  text.split("\n").filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));

test("what is counted and observed is told under its name, with its labels and buckets", async () => {
  const metrics = openPrometheus();
  metrics.count("thumbwar_votes_total", { outcome: "accepted" });
  metrics.count("thumbwar_votes_total", { outcome: "accepted" }, 2);
  metrics.count("thumbwar_pairs_dealt_total", {}, 5);
  metrics.observe("thumbwar_vote_seconds", 0.03);
  const text = await metrics.text();
  expect(samplesOf(text, "thumbwar_votes_total")).toEqual(['thumbwar_votes_total{outcome="accepted"} 3']);
  expect(samplesOf(text, "thumbwar_pairs_dealt_total")).toEqual(["thumbwar_pairs_dealt_total 5"]);
  expect(samplesOf(text, "thumbwar_vote_seconds_bucket")).toContain('thumbwar_vote_seconds_bucket{le="0.05"} 1');
  expect(samplesOf(text, "thumbwar_vote_seconds_bucket")).toContain('thumbwar_vote_seconds_bucket{le="0.02"} 0');
});

test("gauges are read when they are asked for; one that fails, or has nothing to tell, costs no other figure", async () => {
  const metrics = openPrometheus();
  let rooms = 1;
  metrics.read("thumbwar_rooms", () => rooms);
  metrics.read("thumbwar_connections", () => [{ labels: { role: "player" }, value: 3 }]);
  metrics.read("thumbwar_trainer_state", () => null);
  metrics.read("thumbwar_viewers", () => Promise.reject(new Error("away")));
  metrics.read("thumbwar_policy_version", () => 7);
  metrics.read("thumbwar_policy_version", () => 8);
  await metrics.text();
  rooms = 2;
  const text = await metrics.text();
  expect(samplesOf(text, "thumbwar_rooms")).toEqual(["thumbwar_rooms 2"]);
  expect(samplesOf(text, "thumbwar_connections")).toEqual(['thumbwar_connections{role="player"} 3']);
  for (const name of ["thumbwar_trainer_state", "thumbwar_viewers", "thumbwar_trainer_term"])
    expect(samplesOf(text, name)).toEqual([]);
  expect(samplesOf(text, "thumbwar_policy_version")).toEqual(["thumbwar_policy_version 8"]);
});

test("names are Prometheus': seconds, totals, and labels for what has few values", () => {
  for (const [name, shape] of Object.entries(METRICS)) {
    expect(name).toMatch(/^thumbwar_[a-z]+(_[a-z]+)*$/);
    expect([name, name.endsWith("_total")]).toEqual([name, shape.kind === "counter"]);
    if (shape.kind === "histogram") expect(shape.buckets).toEqual([...shape.buckets].sort((a, b) => a - b));
  }
});
