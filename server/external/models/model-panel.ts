import type { ArenaId } from "../../ports/arena.ts";
import type { ExternalModelState, ExternalModels } from "../../ports/external.ts";
import type { PromptPackRecord } from "../../ports/sessions.ts";
import type { Spent } from "../endpoint/budget.ts";
import { EndpointError } from "../endpoint/endpoint-error.ts";
import { openPanel, type Panel } from "../panel.ts";
import { openWorker, type Worker, type WorkerContext } from "../worker.ts";
import type { Answered, ExternalModel, ExternalModelOpener } from "./external-model.ts";

/** Who is to answer beside the policy, by name, and in what share of the deal, all together. */
export interface ExternalModelSettings {
  readonly contestants: readonly string[];
  readonly contestantShare: number;
}

/** An external model that answers for an arena. */
export interface ActiveModel {
  readonly model: ExternalModel;
  /** Of the deal, 0 to below 1; 0: it answers packs alone. */
  readonly share: number;
  /** What its endpoint has been asked, with what earlier processes asked. */
  readonly spent: () => Spent;
  /** Answers that could not be used, in earlier processes. */
  readonly unusable: number;
}

/** What a model's work needs of the arena. */
export interface AnsweringContext extends WorkerContext {
  readonly arenaId: ArenaId;
  readonly externalModels: ExternalModels;
  /** Packs that are being played and that the policy can't answer. */
  readonly packs: () => Promise<readonly PromptPackRecord[]>;
}

/** What the panel needs besides. */
export interface ModelPanelContext extends AnsweringContext {
  readonly opener: ExternalModelOpener;
  readonly settings: () => Promise<ExternalModelSettings>;
}

type Prompt = Awaited<ReturnType<ExternalModels["promptsFor"]>>[number] & { readonly ofPack: boolean };

/** So many answers one after the other that can't be used, and asking for more of them only costs. */
const MOST_UNUSABLE = 5;

/** Answers packs first, for whose game everybody waits. Then it pairs answers for the deal, also while it pauses, and asks for more where pairs lack one. */
export function modelWorker(context: AnsweringContext, active: ActiveModel): Worker {
  const { arenaId, externalModels } = context;
  const { model, share, spent } = active;
  const { name, lanes } = model;
  let externalModelId = 0; // known once it is announced
  let { unusable } = active;
  let unusableInARow = 0;

  return openWorker<Prompt, Answered>(
    {
      ...{ title: "An external model", name, lanes, spent },
      async find(room, underWay) {
        const asked = underWay.map(({ id }) => id);
        const packs = room === 0 ? [] : await context.packs();
        const ofPacks = await externalModels.packPromptsFor({ arenaId, packs, count: room, except: asked });
        if (ofPacks.length > 0 || share === 0) return ofPacks.map((prompt) => ({ ...prompt, ofPack: true }));
        const missing = await externalModels.pair({ arenaId, externalModelId, share });
        const count = Math.min(missing - underWay.length, room);
        if (count <= 0) return [];
        const prompts = await externalModels.promptsFor({ arenaId, externalModelId, count, except: asked });
        return prompts.map((prompt) => ({ ...prompt, ofPack: false }));
      },
      ask: ({ text, ofPack }, signal) => model.answer(text, signal, ofPack),
      async keep({ id, ofPack }, answered) {
        if ("unusable" in answered) {
          unusable++;
          unusableInARow++;
          if (unusableInARow < MOST_UNUSABLE) return false;
          const problem = `${unusableInARow} answers in a row can't be dealt, the last because ${answered.unusable}`;
          throw new EndpointError("garbage", `${problem}. Try a model that follows instructions.`);
        }
        const store = ofPack ? externalModels.answerPack : externalModels.answer;
        await store(arenaId, externalModelId, { promptId: id, text: answered.text });
        unusableInARow = 0;
        return true;
      },
      async announce(paused, pausedUntil) {
        const state = { name, share, paused, pausedUntil, ...spent(), unusable };
        externalModelId = await externalModels.setState(arenaId, state);
      },
    },
    context,
  );
}

/** An arena's external models, which share their part of the deal equally. */
export function modelPanel(context: ModelPanelContext): Panel {
  const { arenaId, externalModels, opener } = context;

  async function costBefore(label: string): Promise<Pick<ExternalModelState, "calls" | "tokens" | "unusable">> {
    const known = (await externalModels.list(arenaId)).find(({ name }) => name === label);
    return { calls: known?.calls ?? 0, tokens: known?.tokens ?? 0, unusable: known?.unusable ?? 0 };
  }

  return openPanel(
    {
      ...{ kind: "An external model", reopenMs: null },
      async places() {
        const { contestants: names, contestantShare } = await context.settings();
        if (contestantShare > 0 && names.length > 0)
          return names.map((name) => ({ name, share: contestantShare / names.length }));
        // Nobody answers beside the policy, but a game with a host's own prompts has nobody else who answers.
        if ((await context.packs()).length === 0) return [];
        return (names.length > 0 ? names : opener.names).map((name) => ({ name, share: 0 }));
      },
      async onChanged(places) {
        const labels = new Set(places.map((place) => opener.labelOf(place.name)));
        for (const { name, share, calls, tokens, unusable } of await externalModels.list(arenaId)) {
          if (share === 0 || labels.has(name)) continue;
          const none = { share: 0, paused: null, pausedUntil: null };
          await externalModels.setState(arenaId, { name, ...none, calls, tokens, unusable });
        }
      },
      async open({ name, share }) {
        const { unusable, ...spent } = await costBefore(opener.labelOf(name));
        return modelWorker(context, { ...opener.open(name, spent), share, unusable });
      },
      async storeUnset({ name: named, share }, pausedUntil) {
        const name = opener.labelOf(named);
        const state = { name, share, paused: "unset", pausedUntil } as const;
        await externalModels.setState(arenaId, { ...state, ...(await costBefore(name)) });
      },
    },
    context,
  );
}
