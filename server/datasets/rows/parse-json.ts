/**
 * JSON as Python writes it too: NaN and the infinities, which JSON doesn't know, are null.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    let inText = false;
    const known = text.replace(/\\.|"|-?\b(?:NaN|Infinity)\b/gs, (found) => {
      if (found === '"') inText = !inText;
      return inText || found === '"' || found.startsWith("\\") ? found : "null";
    });
    return JSON.parse(known);
  }
}
