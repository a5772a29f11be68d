import { language } from "../i18n/language.ts";

/** The viewer's language with their region, where the browser names one. */
const locale = localeFor(typeof navigator === "undefined" ? [] : (navigator.languages ?? []), language);

/** The first of the browser's languages that is a form of the page's, such as es-MX of es; else the page's language itself. */
export function localeFor(wanted: readonly string[], language: string): string {
  const main = (tag: string) => tag.split("-")[0];
  return wanted.find((tag) => main(tag) === main(language) && isKnownTag(tag)) ?? language;
}

/** `Intl` refuses tags that some browsers take from the system's locale, such as "en-US@posix". */
function isKnownTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

/** A number as it is written where the viewer lives. */
export function decimals(value: number, digits: number): string {
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return format.format(value);
}

/**
 * A measured value as a reader needs it: two decimals, none where it has three digits before them, and as many as it takes to show two
 * digits of a small one. Only 0 itself is written as zero.
 */
export function significant(value: number): string {
  const size = Math.abs(value);
  if (size >= 100 || value === 0 || size >= 0.1) return decimals(value, size >= 100 ? 0 : 2);
  return new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }).format(value);
}

/** A share, 0-1, in whole percent, as texts in the page's language write it: regions of one language differ. */
export function percent(share: number): string {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** A moment as date and time of day. */
export function moment(iso: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

/** A short mark on a line of time: the time of day where the line is shorter than two days, else the date. `at` in seconds since 1970. */
export function timeMark(at: number, stretchSeconds: number): string {
  const style =
    stretchSeconds < 2 * 86_400 ? ({ timeStyle: "short" } as const) : ({ day: "numeric", month: "short" } as const);
  return new Intl.DateTimeFormat(locale, style).format(new Date(at * 1000));
}
