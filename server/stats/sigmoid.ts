/** The logistic function: log-odds as a probability, 0-1. */
export const sigmoid = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));
