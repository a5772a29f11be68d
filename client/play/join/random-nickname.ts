/** Words of one language to make nicknames of; lists are divided by commas. */
export interface NicknameWords {
  readonly qualities: string;
  readonly animals: string;
  /** With `<quality>` and `<animal>`. */
  readonly pattern: string;
}

/** A friendly nickname; `random` gives numbers from 0 up to 1. */
export function randomNickname(words: NicknameWords, random: () => number): string {
  const one = (list: string): string => {
    const choices = list.split(",");
    return choices[Math.floor(random() * choices.length)]!.trim();
  };
  return words.pattern.replace("<quality>", one(words.qualities)).replace("<animal>", one(words.animals));
}
