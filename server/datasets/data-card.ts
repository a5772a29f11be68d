import { FORMS, type Form, fileTypesOf, nameOf } from "../../shared/protocol/dataset-files.ts";
import { QUESTIONS, questionOf, type SessionSettings } from "../../shared/round/settings.ts";
import { FORM_RULES } from "./dataset-forms.ts";

/** What a data card says about an archive. */
export interface CardFacts {
  /** Of the session; null: the whole arena. */
  readonly session: Pick<SessionSettings, "title" | "mode" | "criterion" | "question"> | null;
  readonly exportedAt: Date;
  /** Rows by form. */
  readonly rows: Readonly<Record<Form, number>>;
  readonly comparisons: number;
}

/** All forms of one kind of file: `load_dataset` reads every one of a folder by one reader. */
const fileOf = (form: Form) => nameOf({ form, type: "jsonl" });

/** README.md of an archive, with the metadata block from which the Hugging Face Hub and `load_dataset(FOLDER, NAME)` find the files. */
export function dataCard({ session, exportedAt, rows, comparisons }: CardFacts): string {
  const title = session === null ? "Thumbwar: an arena" : `Thumbwar: ${session.title}`;
  // The Hub takes an empty file for a broken one.
  const filled = FORMS.filter((form) => rows[form] > 0);
  const configs = filled.map((form) => `- config_name: ${form}\n  data_files: ${fileOf(form)}\n`);
  const named = configs.length === 0 ? "" : `configs:\n${configs.join("")}`;
  const files = FORMS.map((form) => {
    const names = fileTypesOf(form).map((type) => nameOf({ form, type }));
    return `| ${names.join(", ")} | ${rows[form]} | ${FORM_RULES[form].shape} |`;
  });
  const made = FORMS.map((form) => `- ${form}: ${FORM_RULES[form].made(comparisons - rows.preferences)}`);
  return `---
pretty_name: ${JSON.stringify(title)}
tags: [preference, rlhf, trl]
${named}---

# ${asText(title)}

Preferences on answers to prompts, from the game Thumbwar, exported on ${exportedAt.toISOString().slice(0, 10)}.

${session === null ? "All sessions of an arena, with their own questions." : `Mode: ${asText(session.mode)}. Players were asked: "${asText(questionOf(session, (criterion) => QUESTIONS[criterion]))}"`}

| file | rows | columns |
|---|---|---|
${files.join("\n")}

The first three are TRL's standard formats; chosen, rejected and completion are answers without any template.

## How it was made

- ${comparisons} comparisons in all: a comparison is one pair with all verdicts on it, of one player in the rapid beat and of everyone in the others.
${made.join("\n")}
- Left out everywhere: pairs that were shown again to measure consistency, hidden answers, pairs of equal answers.
- The same two answers may be judged in several rows, by different players. Comparisons that were imported, whoever made them, count as well and have no battles.

## People

- Judges have random pseudonyms, made for this export alone. There are no nicknames, addresses or devices in it.
- Who plays in the public drop-in session has agreed to the use of their verdicts; without that nobody is let in.
- Players' own answers are in it as they wrote them: read them before you publish, and choose a licence; none is granted here.
- Players are no sample of any population, and what they like need not be true.
`;
}

/** Host's words inside a paragraph: on one line, without what Markdown or HTML would act upon. */
function asText(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_[\]<>#|]/g, (mark) => `\\${mark}`);
}
