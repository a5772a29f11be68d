import type { VersionsBoard } from "../../../shared/protocol/boards.ts";
import { METHOD_NAMES, type MethodName } from "../../../shared/protocol/training-methods.ts";
import type { NewestVersions } from "../../../shared/protocol/watch/packed-versions.ts";
import { shownRating } from "../../board/rating-rows.ts";
import { t } from "../../i18n/t.ts";
import { dataTable, type TableColumn, tableText } from "../../ui/data-table.ts";
import { element } from "../../ui/element.ts";
import { decimals, significant } from "../../ui/numbers.ts";

const COLUMNS: readonly TableColumn<MethodRow>[] = [
  { heading: t("learn.method"), kind: "name", cell: ({ method }) => t(`learn.method.${method}`) },
  ...(["promoted", "rejected", "gain", "rewardGain", "kl"] as const).map(
    (name): TableColumn<MethodRow> => ({
      ...{ heading: t(`lab.method.${name}`), kind: "number", cell: (row) => String(row[name] ?? "–") },
    }),
  ),
];

/** What each method has made of the model so far. Hidden until one has. */
export function methodTable(): { root: HTMLElement; update(board: NewestVersions): void } {
  const root = element("div", { class: "lab-methods" });
  root.hidden = true;
  return {
    root,
    update(board) {
      const rows = methodRows(board);
      root.hidden = rows.length === 0;
      root.replaceChildren(
        dataTable(tableText(COLUMNS, rows), t("lab.section.learning")),
        ...(board.older === 0
          ? []
          : [element("p", { class: "hint", text: t("lab.withoutOlder", { count: board.older }) })]),
      );
    },
  };
}

/** What a method has made of the model so far, as text; null where nothing is known. */
interface MethodRow {
  readonly method: MethodName;
  readonly promoted: number;
  readonly rejected: number;
  /** Mean rating of its promoted versions over that of their parents, by people's votes alone; null while none can be told from the start. */
  readonly gain: string | null;
  /** Mean reward over the version before, as the gate measured it. */
  readonly rewardGain: string | null;
  readonly kl: string | null;
}

/** Methods that have made a version, side by side. */
export function methodRows({ versions }: VersionsBoard): readonly MethodRow[] {
  const ratings = new Map(versions.map(({ version, rating }) => [version, rating]));
  return METHOD_NAMES.flatMap((method) => {
    const made = versions.filter((version) => version.method === method);
    if (made.length === 0) return [];
    const promoted = made.filter(({ status }) => status === "promoted");
    const gains = promoted.map(({ parent, rating }) => {
      const before = parent === null ? null : ratings.get(parent);
      return rating === null || before === null || before === undefined ? Number.NaN : rating - before;
    });
    return {
      method,
      promoted: promoted.length,
      rejected: made.filter(({ status }) => status === "rejected").length,
      gain: promoted.some(isRated) ? meanText(gains, (value) => decimals(value, 0)) : null,
      rewardGain: meanText(
        made.map(({ metrics }) => metrics.rewardGain ?? Number.NaN),
        significant,
      ),
      kl: meanText(
        made.map(({ metrics }) => metrics.kl ?? Number.NaN),
        significant,
      ),
    };
  });
}

const isRated = (version: VersionsBoard["versions"][number]): boolean => shownRating(version).state === "told";

function meanText(values: readonly number[], write: (value: number) => string): string | null {
  const known = values.filter(Number.isFinite);
  return known.length === 0 ? null : write(known.reduce((sum, value) => sum + value, 0) / known.length);
}
