import type { VersionsBoard } from "../../../shared/protocol/boards.ts";
import type { NewestVersions, OlderVersions } from "../../../shared/protocol/watch/packed-versions.ts";

type Version = VersionsBoard["versions"][number];

/**
 * The versions that the lab knows: the newest as they are sent, and older ones once the viewer has asked for them. Those are asked for
 * again after each board, since one of them may have been taken back.
 *
 * @param ask for a page of versions below one
 */
export function allVersions(
  show: (board: NewestVersions) => void,
  ask: (before: number) => Promise<OlderVersions>,
): {
  update(board: NewestVersions): void;
  /** @throws LabProblem */
  loadOlder(): Promise<void>;
} {
  let newest: NewestVersions | null = null;
  /** Oldest first, up to the newest; empty before the viewer has asked. */
  let older: readonly Version[] = [];
  let left = 0;
  let loadedPages = 0;

  function draw(): void {
    if (newest === null) return;
    const [first, ...later] = newest.versions;
    const from = later[0]?.version ?? Number.POSITIVE_INFINITY;
    const between = older.filter(({ version }) => version < from);
    const versions = first === undefined ? [] : [first, ...between, ...later];
    show({ ...newest, versions, older: older.length === 0 ? newest.older : left });
  }

  /** Everything from the oldest version that was loaded, or that many more. */
  async function load(pages: number): Promise<void> {
    let before = newest?.versions[1]?.version ?? 0;
    let loaded: readonly Version[] = [];
    let rest = newest?.older ?? 0;
    for (let page = 0; page < pages && rest > 0; page++) {
      const answer = await ask(before);
      loaded = [...answer.versions, ...loaded];
      before = answer.versions[0]?.version ?? 0;
      rest = answer.older;
    }
    [older, left, loadedPages] = [loaded, rest, pages];
    draw();
  }

  return {
    update(board) {
      newest = board;
      draw();
      if (loadedPages > 0) void load(loadedPages).catch(() => {}); // what was loaded before is still shown
    },
    loadOlder: () => load(loadedPages + 1),
  };
}
