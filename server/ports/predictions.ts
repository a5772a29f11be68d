export interface Predictions {
  /** A player's guess of the share of the crowd that prefers answer A, 0-1. The first one counts. */
  predict(prediction: { roundId: string; playerId: string; share: number }): Promise<"accepted" | "duplicate">;
  /** Of a podium: the answer that a player expects most others to put first. The first one counts. */
  pick(prediction: { roundId: string; playerId: string; answerId: string }): Promise<"accepted" | "duplicate">;
}
