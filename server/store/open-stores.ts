import type { Stores } from "../arena/ports/stores.ts";
import { createComparisonsStore } from "./comparisons-store.ts";
import { connect } from "./connect.ts";
import { createContestantsStore } from "./contestants-store.ts";
import { createDatasetsStore } from "./datasets-store.ts";
import { createDemonstrationsStore } from "./demonstrations-store.ts";
import { electTrainer } from "./elect-trainer.ts";
import { createEntriesStore } from "./entries-store.ts";
import { createInstallationStore } from "./installation-store.ts";
import { createJudgementsStore } from "./judgements-store.ts";
import { createLabStore } from "./lab-store.ts";
import { createLeaderboardStore } from "./leaderboard-store.ts";
import { createPlayersStore } from "./players-store.ts";
import { createPoliciesStore } from "./policies-store.ts";
import { createPoolStore } from "./pool-store.ts";
import { createPostgresBus } from "./postgres-bus.ts";
import { createPredictionsStore } from "./predictions-store.ts";
import { createPromptPacksStore } from "./prompt-packs-store.ts";
import { createRatersStore } from "./raters-store.ts";
import { createReportsStore } from "./reports-store.ts";
import { createResultsStore } from "./results-store.ts";
import { createRoundsStore } from "./rounds-store.ts";
import { createSessionsStore } from "./sessions-store.ts";
import { createShowcaseStore } from "./showcase-store.ts";
import { createTrainingChoicesStore } from "./training-choices-store.ts";
import {
  createHeartbeatsStore,
  createRatingsStore,
  createRewardModelsStore,
  createTrainingStepsStore,
} from "./training-stores.ts";
import { createVotesStore } from "./votes-store.ts";

const CONNECTIONS = 8;
const HEALTHY_WITHIN_MS = 2_000;

/** Opens every store on a migrated database; connects at the first query, and again by itself after the server was away. */
export function openStores(url: string): Stores {
  const { db, sql } = connect(url, CONNECTIONS);
  return {
    sessions: createSessionsStore(db),
    players: createPlayersStore(db),
    pool: createPoolStore(db, sql),
    rounds: createRoundsStore(db),
    votes: createVotesStore(db, sql),
    predictions: createPredictionsStore(db),
    comparisons: createComparisonsStore(db),
    judgements: createJudgementsStore(db),
    contestants: createContestantsStore(db),
    policies: createPoliciesStore(db),
    rewardModels: createRewardModelsStore(db),
    trainingSteps: createTrainingStepsStore(db),
    trainingChoices: createTrainingChoicesStore(db),
    ratings: createRatingsStore(db),
    raters: createRatersStore(db),
    heartbeats: createHeartbeatsStore(db),
    entries: createEntriesStore(db),
    demonstrations: createDemonstrationsStore(db),
    reports: createReportsStore(db),
    leaderboard: createLeaderboardStore(db),
    lab: createLabStore(db),
    showcase: createShowcaseStore(db),
    results: createResultsStore(db),
    datasets: createDatasetsStore(sql),
    promptPacks: createPromptPacksStore(db),
    installation: createInstallationStore(db),
    bus: createPostgresBus(db, sql),
    healthy: () => {
      const late = new Promise<false>((resolve) => setTimeout(resolve, HEALTHY_WITHIN_MS, false).unref());
      const answers = sql`select 1`.then(
        () => true,
        () => false,
      );
      return Promise.race([answers, late]);
    },
    electTrainer: (arenaId) => electTrainer(url, arenaId),
    close: () => sql.end({ timeout: 5 }),
  };
}
