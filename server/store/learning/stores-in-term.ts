import type postgres from "postgres";
import type { Stores } from "../../ports/stores.ts";
import { createFinalesStore } from "../pool/finale-store.ts";
import { createPoolStore } from "../pool/pool-store.ts";
import type { Db } from "../postgres/connect.ts";
import { createImportsStore } from "../reports/import-preferences.ts";
import { createExternalModelsStore } from "./external-models-store.ts";
import { createJudgementsStore } from "./judgements-store.ts";
import { createLessonStore } from "./lesson-store.ts";
import { createPoliciesStore } from "./policies-store.ts";
import { createShowcaseStore } from "./showcase-store.ts";
import { assertTerm } from "./trainer-terms.ts";
import { createTrainingJobsStore } from "./training-jobs-store.ts";
import {
  createHeartbeatsStore,
  createRatersStore,
  createRewardModelsStore,
  createTrainingStepsStore,
} from "./training-stores.ts";

/**
 * The stores as a trainer of a term has them: each thing that only a trainer writes is written in one transaction with the check that its
 * term still counts, and fails with `TermOver` where it doesn't. What others write too (hosts roll versions back) is checked here alone.
 */
export function storesInTerm(stores: Stores, db: Db, driver: postgres.Sql, term: number): Stores {
  function checked<Given extends unknown[], Result>(
    write: (tx: Db) => (...given: Given) => Promise<Result>,
  ): (...given: Given) => Promise<Result> {
    return (...given) =>
      db.transaction(async (tx) => {
        await assertTerm(tx, term);
        return write(tx)(...given);
      });
  }

  return {
    ...stores,
    policies: {
      ...stores.policies,
      add: checked((tx) => createPoliciesStore(tx).add),
      promote: checked((tx) => createPoliciesStore(tx).promote),
      rollback: checked((tx) => createPoliciesStore(tx).rollback),
    },
    rewardModels: { ...stores.rewardModels, add: checked((tx) => createRewardModelsStore(tx).add) },
    trainingSteps: { ...stores.trainingSteps, add: checked((tx) => createTrainingStepsStore(tx).add) },
    raters: { save: checked((tx) => createRatersStore(tx).save) },
    heartbeats: { ...stores.heartbeats, beat: checked((tx) => createHeartbeatsStore(tx).beat) },
    pool: { ...stores.pool, add: checked((tx) => createPoolStore(tx, driver).add) },
    showcase: { ...stores.showcase, add: checked((tx) => createShowcaseStore(tx).add) },
    finales: { ...stores.finales, add: checked((tx) => createFinalesStore(tx).add) },
    judgements: {
      ...stores.judgements,
      add: checked((tx) => createJudgementsStore(tx).add),
      setState: checked((tx) => createJudgementsStore(tx).setState),
    },
    externalModels: {
      ...stores.externalModels,
      setState: checked((tx) => createExternalModelsStore(tx).setState),
      answer: checked((tx) => createExternalModelsStore(tx).answer),
      answerPack: checked((tx) => createExternalModelsStore(tx).answerPack),
      pair: checked((tx) => createExternalModelsStore(tx).pair),
    },
    lesson: {
      ...stores.lesson,
      progress: checked((tx) => createLessonStore(tx).progress),
      finish: checked((tx) => createLessonStore(tx).finish),
      fail: checked((tx) => createLessonStore(tx).fail),
      rescore: checked((tx) => createLessonStore(tx).rescore),
    },
    trainingJobs: {
      ...stores.trainingJobs,
      add: checked((tx) => createTrainingJobsStore(tx).add),
      change: checked((tx) => createTrainingJobsStore(tx).change),
    },
    imports: { ...stores.imports, tell: checked((tx) => createImportsStore(tx).tell) },
  };
}
