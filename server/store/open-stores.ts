import { setTimeout as sleep } from "node:timers/promises";
import type { Stores } from "../ports/stores.ts";
import { createDemonstrationsStore } from "./learning/demonstrations-store.ts";
import { electTrainer } from "./learning/elect-trainer.ts";
import { createExternalModelsStore } from "./learning/external-models-store.ts";
import { createJudgementsStore } from "./learning/judgements-store.ts";
import { createLessonStore } from "./learning/lesson-store.ts";
import { createPoliciesStore } from "./learning/policies-store.ts";
import { createShowcaseStore } from "./learning/showcase-store.ts";
import {
  createHeartbeatsStore,
  createRatersStore,
  createRatingsStore,
  createRewardModelsStore,
  createTrainingChoicesStore,
  createTrainingStepsStore,
} from "./learning/training-stores.ts";
import { createEntriesStore } from "./pool/entries-store.ts";
import { createFinalesStore } from "./pool/finale-store.ts";
import { createPoolStore } from "./pool/pool-store.ts";
import { createPostgresBus } from "./postgres/bus.ts";
import { claimNode, isNodeClaimed } from "./postgres/claim-node.ts";
import { connect } from "./postgres/connect.ts";
import { createBudgetsStore, createDutiesStore } from "./processes/processes-store.ts";
import { createDatasetsStore } from "./reports/datasets-store.ts";
import { createImportsStore } from "./reports/import-preferences.ts";
import { createLabStore } from "./reports/lab-store.ts";
import { createLeaderboardStore } from "./reports/leaderboard-store.ts";
import { createReportsStore } from "./reports/reports-store.ts";
import { createResultsStore } from "./reports/results-store.ts";
import { createArenasStore } from "./sessions/arenas-store.ts";
import { createHostingStore } from "./sessions/hosting-store.ts";
import { createLeasesStore } from "./sessions/leases-store.ts";
import { createLessonCourseStore } from "./sessions/lesson-course-store.ts";
import { createPlayersStore } from "./sessions/players-store.ts";
import { createRemotesStore } from "./sessions/remotes-store.ts";
import { createSeatsStore } from "./sessions/seats-store.ts";
import { createInstallationStore, createPromptPacksStore, createSessionsStore } from "./sessions/sessions-store.ts";
import { castOrder } from "./votes/cast-order.ts";
import { createComparisonsStore } from "./votes/comparisons-store.ts";
import { createPredictionsStore } from "./votes/predictions-store.ts";
import { createPastRoundsStore, createRoundsStore } from "./votes/rounds-store.ts";
import { createVotesStore } from "./votes/votes-store.ts";

const CONNECTIONS = 8;
const HEALTHY_WITHIN_MS = 2_000;

/** Opens every store on a migrated database; connects at the first query, and again by itself after the server was away. */
export function openStores(url: string): Stores {
  const { db, sql } = connect(url, CONNECTIONS);
  const order = castOrder(sql);
  return {
    arenas: createArenasStore(db),
    sessions: createSessionsStore(db),
    players: createPlayersStore(db),
    seats: createSeatsStore(db),
    hosting: createHostingStore(db),
    remotes: createRemotesStore(db),
    pool: createPoolStore(db, sql),
    leases: createLeasesStore(db),
    rounds: createRoundsStore(db),
    pastRounds: createPastRoundsStore(db),
    votes: createVotesStore(db, sql, order),
    predictions: createPredictionsStore(db, order),
    comparisons: createComparisonsStore(db),
    judgements: createJudgementsStore(db),
    externalModels: createExternalModelsStore(db),
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
    finales: createFinalesStore(db),
    lesson: createLessonStore(db),
    lessonCourse: createLessonCourseStore(db),
    results: createResultsStore(db),
    datasets: createDatasetsStore(sql),
    imports: createImportsStore(db),
    promptPacks: createPromptPacksStore(db),
    installation: createInstallationStore(db),
    bus: createPostgresBus(db, sql),
    budgets: createBudgetsStore(db),
    duties: createDutiesStore(db),
    healthy: () => {
      const late = sleep(HEALTHY_WITHIN_MS, false, { ref: false });
      const answers = sql`select 1`.then(
        () => true,
        () => false,
      );
      return Promise.race([answers, late]);
    },
    electTrainer: () => electTrainer(url),
    claimNode: (node) => claimNode(url, node),
    isNodeClaimed: (name) => isNodeClaimed(sql, name),
    close: () => sql.end({ timeout: 5 }),
  };
}
