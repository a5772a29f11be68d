import { setTimeout as sleep } from "node:timers/promises";
import { NO_METRICS, type ProcessMetrics } from "../ports/metrics.ts";
import type { Stores } from "../ports/stores.ts";
import { createDemonstrationsStore } from "./learning/demonstrations-store.ts";
import { createExternalModelsStore } from "./learning/external-models-store.ts";
import { createJudgementsStore } from "./learning/judgements-store.ts";
import { createLessonStore } from "./learning/lesson-store.ts";
import { createPoliciesStore } from "./learning/policies-store.ts";
import { createShowcaseStore } from "./learning/showcase-store.ts";
import { storesInTerm } from "./learning/stores-in-term.ts";
import { createTrainerTermsStore } from "./learning/trainer-terms.ts";
import { createTrainingJobsStore } from "./learning/training-jobs-store.ts";
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
import { connect } from "./postgres/connect.ts";
import { connectedProcesses } from "./postgres/connected-processes.ts";
import { claimNode, electTrainer } from "./postgres/held-sessions.ts";
import { pendingMigrations } from "./postgres/migrate.ts";
import { CONNECTIONS, type DatabaseAccess } from "./postgres/open-database.ts";
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

const HEALTHY_WITHIN_MS = 2_000;

/**
 * Opens every store on a migrated database; connects at the first query, and again by itself after the server was away.
 * @param access as `openDatabase` found it; without it `url` leads to sessions of our own
 */
export function openStores(
  url: string,
  access: Partial<DatabaseAccess> & { readonly metrics?: ProcessMetrics } = {},
): Stores {
  const { directUrl = url, prepare = true, connections = CONNECTIONS, metrics = NO_METRICS } = access;
  const { db, sql } = connect(url, connections, prepare);
  const direct = directUrl === url ? sql : connect(directUrl, 1).sql;
  const order = castOrder(sql);
  const stores: Stores = {
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
    votes: createVotesStore(db, sql, order, undefined, metrics),
    predictions: createPredictionsStore(db, order),
    comparisons: createComparisonsStore(db),
    judgements: createJudgementsStore(db),
    externalModels: createExternalModelsStore(db),
    policies: createPoliciesStore(db),
    rewardModels: createRewardModelsStore(db),
    trainingSteps: createTrainingStepsStore(db),
    trainingChoices: createTrainingChoicesStore(db),
    trainingJobs: createTrainingJobsStore(db),
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
    bus: createPostgresBus(db, direct),
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
    pendingMigrations: () => pendingMigrations(sql),
    claimNode: (node) => claimNode(directUrl, node),
    connected: () => connectedProcesses(sql),
    trainerTerms: createTrainerTermsStore(db),
    electTrainer: () => electTrainer(directUrl),
    inTerm: (term) => storesInTerm(stores, db, sql, term),
    async close() {
      await Promise.all([sql, direct].map((one) => one.end({ timeout: 5 })));
    },
  };
  return stores;
}
