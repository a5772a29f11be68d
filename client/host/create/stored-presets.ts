import { completeDraft, type GameDraft } from "./game-draft.ts";

/** Games that a host has saved on this device, by title. Storage may be forbidden: then there are none. */
const KEY = "thumbwar:presets";
const MOST = 30;

export function storedPresets(): ReadonlyMap<string, GameDraft> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    if (!Array.isArray(stored)) return new Map();
    const drafts = stored.filter((item) => typeof item === "object" && typeof item?.title === "string");
    return new Map(drafts.map((draft: Partial<GameDraft>) => [draft.title ?? "", completeDraft(draft)]));
  } catch {
    return new Map();
  }
}

/** Newest first; one of the same title is replaced. */
export function storePreset(draft: GameDraft): void {
  write([draft, ...[...storedPresets().values()].filter(({ title }) => title !== draft.title)]);
}

export function deletePreset(title: string): void {
  write([...storedPresets().values()].filter((draft) => draft.title !== title));
}

function write(drafts: readonly GameDraft[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(drafts.slice(0, MOST)));
  } catch {
    // Private windows may forbid storage.
  }
}
