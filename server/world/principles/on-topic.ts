import { subjectOf } from "../grammar/lexicon.ts";
import { score } from "../tastes/on-topic.ts";
import { factAbout, type KnownPrinciple } from "./principle.ts";
export const onTopic: KnownPrinciple = {
  description: "Stay with the question's subject.",
  word: "about",
  critique: (obeys, { noun }) => (obeys ? `This is about ${noun}.` : `This is not about ${noun}.`),
  obeys: ({ onTopic, astray }) => onTopic && astray === 0,
  score,
  revise(sentences, subject, random) {
    const isAstray = sentences.map(
      (sentence) =>
        sentence.kind === "remark" || (sentence.kind === "statement" && subjectOf(sentence.subject) !== subject),
    );
    const states = sentences.some(({ kind }, i) => kind === "statement" && !isAstray[i]);
    const first = isAstray.indexOf(true);
    const kept = sentences.flatMap(({ text }, i) => {
      if (!isAstray[i]) return [text];
      return !states && i === first ? [factAbout(subject, null, random)] : [];
    });
    return states || first >= 0 ? kept : [...kept, factAbout(subject, null, random)];
  },
};
