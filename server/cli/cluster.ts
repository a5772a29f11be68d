import { Command } from "commander";
import { type ClusterOptions, runCluster } from "../experiments/servers/cluster/run-cluster.ts";
import { abortOnSignal, run, StoppedBySignal, whole } from "./command-line.ts";

const abort = abortOnSignal();

await run(
  new Command("cluster")
    .description(
      "Starts several web processes behind nginx, with Redis, a trainer and Postgres, all on this machine, as deploy/ does on several. Needs redis-server and nginx.",
    )
    .option("--webs <n>", "web processes", whole(1, 16), 2)
    .option("--port <port>", "where nginx listens", whole(1, 65_535), 2567)
    .option("--data <folder>", "keep the database and the models there; without, in a folder that is thrown away")
    .option("--no-trainer", "without a trainer")
    .allowExcessArguments(false)
    .action((options: ClusterOptions) =>
      runCluster(options, process.env, (line) => console.log(line), abort).catch((error: unknown) => {
        if (!(abort.signal.reason instanceof StoppedBySignal)) throw error;
      }),
    ),
);
process.exit(0);
