/** Share of a judge's work that goes to pairs which people have judged too: what its reliability is learnt from. */
export const SHARED_SHARE = 0.25;
