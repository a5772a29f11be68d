import type { RoomView } from "../../../shared/round/view.ts";

/** What the screens said between two rounds of a model that is newer than at the game's beginning. */
export interface ShownIntermission {
  readonly round: number;
  /** The newest version that was promoted before the intermission ended. */
  readonly version: number;
  /** The newer version whose answers stood beside those of the beginning, in the end; -1 where none did. */
  readonly shown: number;
}

type Seen = Pick<RoomView, "phase" | "round" | "policyVersion"> & {
  readonly learning: Pick<RoomView["learning"], "policyVersion"> & {
    readonly thenAndNow: Pick<NonNullable<RoomView["learning"]["thenAndNow"]>, "versionAfter"> | null;
  };
};

/** Follows a session's views and keeps what each intermission with a new version has shown. */
export interface IntermissionWatch {
  see(view: Seen): void;
  /** In their order. */
  intermissions(): readonly ShownIntermission[];
}

/** Intermissions without a newer version than the first round's have nothing to show, and are left out. */
export function watchIntermissions(): IntermissionWatch {
  let first: number | null = null;
  const seen = new Map<number, ShownIntermission>();
  return {
    see({ phase, round, policyVersion, learning }) {
      if (phase === "rapid" && round === 1) first ??= policyVersion;
      if (phase !== "intermission" || first === null || learning.policyVersion <= first) return;
      const shown = learning.thenAndNow?.versionAfter ?? -1;
      seen.set(round, { round, version: learning.policyVersion, shown });
    },
    intermissions: () => [...seen.values()],
  };
}

/** How many of the intermissions with a new version showed one, and how many the newest that there was. */
export function countShown(intermissions: readonly ShownIntermission[]): {
  readonly withNewVersion: number;
  readonly shown: number;
  readonly upToDate: number;
} {
  return {
    withNewVersion: intermissions.length,
    shown: intermissions.filter(({ shown }) => shown >= 0).length,
    upToDate: intermissions.filter(({ shown, version }) => shown === version).length,
  };
}
