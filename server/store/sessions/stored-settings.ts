import { DEFAULT_SETTINGS, QUESTIONS, type SessionSettings } from "../../../shared/round/settings.ts";

/**
 * A session's settings as they were stored. Those from before a setting existed have its default; a criterion's question, which used to be
 * stored in words, is left to the criterion again where these are English, so that it is asked in every language.
 */
export function storedSettings(stored: Partial<SessionSettings>): SessionSettings {
  const settings = { ...DEFAULT_SETTINGS, ...stored };
  const { criterion, question } = settings;
  return criterion !== "own" && question === QUESTIONS[criterion] ? { ...settings, question: "" } : settings;
}
