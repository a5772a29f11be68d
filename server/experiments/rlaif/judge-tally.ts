import type { Opinion } from "../../external/judges/judge.ts";

/** How a judge's opinions compare with others' on the same pairs; undecided ones are left out. */
export interface JudgeTally {
  labels: number;
  readonly people: Agreement;
  readonly taste: Agreement;
  readonly orders: Agreement;
}

export interface Agreement {
  of: number;
  agreed: number;
}

export const newTally = (): JudgeTally => ({
  labels: 0,
  people: { of: 0, agreed: 0 },
  taste: { of: 0, agreed: 0 },
  orders: { of: 0, agreed: 0 },
});

/** Counts an opinion beside a label, 0-1, that somebody else gave to the same pair. */
export function countAgreement(agreement: Agreement, { share }: Opinion, label: number): void {
  if (share === 0.5 || label === 0.5) return;
  agreement.of++;
  agreement.agreed += Number(share > 0.5 === label > 0.5);
}

export function countOrders(agreement: Agreement, { ordersAgree }: Opinion): void {
  if (ordersAgree === null) return;
  agreement.of++;
  agreement.agreed += Number(ordersAgree);
}

export const agreementText = ({ of, agreed }: Agreement): string =>
  of === 0 ? "-" : `${((100 * agreed) / of).toFixed(1)}% of ${of}`;
