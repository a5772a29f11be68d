import { language } from "../i18n/language.ts";

/** Numbers as they're written in the viewer's language. */

export function decimals(value: number, digits: number): string {
  const format = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return format.format(value);
}

/** A share, 0-1, in whole percent. */
export function percent(share: number): string {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** A moment as date and time of day. */
export function moment(iso: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}
