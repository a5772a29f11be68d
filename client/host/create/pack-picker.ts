import { MAX_PACK_BYTES, type PackStored, type PackType } from "../../../shared/protocol/packs.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import type { GameDraft } from "./game-draft.ts";

const MEGABYTE = 1024 * 1024;
const TYPES: Readonly<Record<string, PackType>> = { csv: "text/csv", tsv: "text/csv", json: "application/json" };
const ROWS_NAMED = 8;

/** Which rows of a file were not taken, and why; nothing where all were. */
export function leftOutLines(rows: number, leftOut: PackStored["leftOut"]): readonly string[] {
  if (leftOut.length === 0) return [];
  const groups = [...Map.groupBy(leftOut, ({ why }) => why)].map(([why, some]) => {
    const named = some.slice(0, ROWS_NAMED).map(({ row }) => row);
    const list = `${named.join(", ")}${some.length > named.length ? ", …" : ""}`;
    return t(`create.pack.why.${why}`, { rows: list });
  });
  return [t("create.pack.leftOut", { count: leftOut.length, rows }), ...groups];
}

/**
 * Where hosts paste or upload their own prompts. The server reads and keeps them, and says what is wrong with them.
 *
 * @param store rejects with what to tell the host
 */
export function packPicker(
  store: (content: string | Blob, type: PackType, name: string) => Promise<PackStored>,
  onPack: (pack: GameDraft["pack"]) => void,
): {
  root: HTMLElement;
  show(pack: GameDraft["pack"]): void;
  /** Says that a model can answer such prompts, and which one. */
  sayAnswered(who: "policy" | "external"): void;
} {
  const paste = element("textarea", { attributes: { rows: "5", spellcheck: "true" } });
  const use = element("button", { class: "button small", text: t("create.pack.use"), attributes: { type: "button" } });
  const file = element("input", {
    attributes: { type: "file", accept: ".csv,.tsv,.json,.jsonl,.txt,text/csv,application/json,text/plain" },
  });
  const state = element("p", { class: "pack-state", attributes: { role: "status" } });
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const preview = element("ol", { class: "pack-preview" });
  const honest = element("p", { class: "pack-honest", text: t("create.pack.honest") });
  const root = element(
    "div",
    { class: "pack" },
    honest,
    element("label", { class: "field" }, element("span", { text: t("create.pack.paste") }), paste),
    use,
    element("label", { class: "field" }, element("span", { text: t("create.pack.file") }), file),
    problem,
    state,
    preview,
  );

  async function read(content: string | Blob, type: PackType, name: string): Promise<void> {
    onPack(null);
    setText(problem, "");
    setText(state, t("create.pack.reading"));
    preview.replaceChildren();
    try {
      const { packId, prompts, rows, leftOut } = await store(content, type, name);
      setText(state, [t("create.pack.ready", { count: prompts.length }), ...leftOutLines(rows, leftOut)].join(" "));
      preview.replaceChildren(
        ...prompts.slice(0, 5).map((text) => element("li", { text, attributes: { dir: "auto" } })),
      );
      onPack({ packId, name, count: prompts.length });
    } catch (error) {
      setText(state, "");
      setText(problem, error instanceof Error ? error.message : String(error));
    }
  }

  use.addEventListener("click", () => void read(paste.value, "text/plain", ""));
  file.addEventListener("change", () => {
    const [chosen] = file.files ?? [];
    if (chosen === undefined) return;
    if (chosen.size > MAX_PACK_BYTES) {
      onPack(null);
      setText(state, "");
      preview.replaceChildren();
      setText(problem, t("create.pack.tooLarge", { megabytes: (chosen.size / MEGABYTE).toFixed(1) }));
      return;
    }
    const ending = chosen.name.split(".").at(-1)?.toLowerCase() ?? "";
    void read(chosen, TYPES[ending] ?? "text/plain", chosen.name.replace(/\.\w+$/, ""));
  });

  return {
    root,
    sayAnswered: (who) => setText(honest, t(who === "policy" ? "create.pack.answered" : "create.pack.external")),
    show(pack) {
      setText(problem, "");
      preview.replaceChildren();
      setText(state, pack === null ? "" : t("create.pack.ready", { count: pack.count }));
    },
  };
}
