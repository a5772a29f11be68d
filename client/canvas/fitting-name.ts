const segmenter = new Intl.Segmenter();

/** A name cut to at most `longest` characters as people count them: an emoji of several code points is one. */
export function fittingName(name: string, longest: number): string {
  const whole = Math.max(2, Math.floor(longest));
  const letters = Array.from(segmenter.segment(name), ({ segment }) => segment);
  return letters.length <= whole ? name : `${letters.slice(0, whole - 1).join("")}…`;
}
