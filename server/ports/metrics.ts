/**
 * What a process tells of its work in figures, by name. Labels have few values that are known beforehand: no code, name or address.
 * Seconds have the buckets that their alarms need.
 */
export const METRICS = {
  thumbwar_vote_seconds: {
    kind: "histogram",
    help: "From a vote's arrival to its acknowledgement, which follows its commit; votes that were refused are left out.",
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15],
  },
  thumbwar_votes_total: {
    kind: "counter",
    help: "Votes by outcome: accepted, duplicate, or why they were refused.",
    labels: ["outcome"],
  },
  thumbwar_vote_group_size: {
    kind: "histogram",
    help: "Votes that shared one insert.",
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
  },
  thumbwar_vote_commit_seconds: {
    kind: "histogram",
    help: "How long the insert of a group of votes took, its wait for a connection and its commit included.",
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5],
  },
  thumbwar_pairs_dealt_total: { kind: "counter", help: "Pairs that were dealt to players." },
  thumbwar_pairs_short_total: { kind: "counter", help: "Pairs that players asked for and the pool had not." },
  thumbwar_http_seconds: {
    kind: "histogram",
    help: "Time to answer a request, by method and by the first digit of its status.",
    labels: ["method", "status"],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  },
  thumbwar_lease_losses_total: {
    kind: "counter",
    help: "Rooms that this process gave up because their lease was lost.",
  },
  thumbwar_leases: {
    kind: "gauge",
    help: "Leases of this process's rooms: held, and how many of these could not be renewed in time.",
    labels: ["state"],
  },
  thumbwar_rooms: { kind: "gauge", help: "Rooms that run in this process." },
  thumbwar_connections: {
    kind: "gauge",
    help: "Connections of this process's rooms, by role.",
    labels: ["role"],
  },
  thumbwar_viewers: { kind: "gauge", help: "Connections of this process that watch boards, labs and games." },
  thumbwar_postgres_wait_seconds: {
    kind: "gauge",
    help: "How long a query that does nothing waits now for a connection of the pool and for its answer.",
  },
  thumbwar_ready: { kind: "gauge", help: "1 for each part that /readyz finds well, else 0.", labels: ["part"] },
  thumbwar_trainer_state: {
    kind: "gauge",
    help: "1 for what the trainer does for the main arena, as Postgres has it.",
    labels: ["state"],
  },
  thumbwar_trainer_silent_seconds: { kind: "gauge", help: "Time since the trainer last said that it is alive." },
  thumbwar_trainer_term: { kind: "gauge", help: "The term of the trainer that was elected last." },
  thumbwar_policy_version: { kind: "gauge", help: "The newest promoted version of the main arena." },
  thumbwar_training_jobs: { kind: "gauge", help: "Jobs of training engines by state.", labels: ["state"] },
} as const satisfies Readonly<Record<string, MetricShape>>;

interface MetricShape {
  readonly kind: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels?: readonly string[];
  /** Upper bounds, rising. */
  readonly buckets?: readonly number[];
}

type Named<Kind extends MetricShape["kind"]> = {
  [Name in keyof typeof METRICS]: (typeof METRICS)[Name]["kind"] extends Kind ? Name : never;
}[keyof typeof METRICS];

export type MetricName = keyof typeof METRICS;
export type MetricLabels = Readonly<Record<string, string>>;

/** One value for each set of labels. Null: there is nothing to tell. */
export type MetricReading = number | null | readonly { readonly labels: MetricLabels; readonly value: number }[];

/** Where parts report what they do. It costs them nothing to wait for, and it never throws. */
export interface ProcessMetrics {
  count(name: Named<"counter">, labels?: MetricLabels, by?: number): void;
  observe(name: Named<"histogram">, value: number, labels?: MetricLabels): void;
  /** What is read whenever somebody asks; the last one given counts. A reading that fails or takes long is left out. */
  read(name: Named<"gauge" | "counter">, read: () => MetricReading | Promise<MetricReading>): void;
}

/** For whoever is measured by nobody: experiments, commands, the trainer. */
export const NO_METRICS: ProcessMetrics = { count() {}, observe() {}, read() {} };
