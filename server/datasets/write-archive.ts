import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { FORM_FILES, FORMS, type Form, nameOf } from "../../shared/protocol/dataset-files.ts";
import type { DatasetSource } from "../ports/results.ts";
import { type CardFacts, dataCard } from "./data-card.ts";
import { writeForm } from "./dataset-forms.ts";
import { writeZip } from "./write-files.ts";

export interface Archive {
  readonly source: DatasetSource;
  readonly pseudonym: (playerId: string) => string;
  readonly session: CardFacts["session"];
  readonly exportedAt: Date;
  onRows?(rows: number): void;
}

/** Every form in every file type, and a data card that counts them, as one ZIP. Needs as much room again while it's being made. */
export async function writeArchive(path: string, { session, exportedAt, ...how }: Archive): Promise<number> {
  const folder = await mkdtemp(join(dirname(path), `${basename(path)}-`));
  try {
    const rows = Object.fromEntries(FORMS.map((form) => [form, 0])) as Record<Form, number>;
    for (const file of FORM_FILES) {
      rows[file.form] = await writeForm({ ...how, ...file, path: join(folder, nameOf(file)) });
    }
    let comparisons = 0;
    for await (const page of how.source.comparisons()) comparisons += page.length;
    await writeFile(join(folder, "README.md"), dataCard({ session, exportedAt, rows, comparisons }));
    await writeZip(path, folder, ["README.md", ...FORM_FILES.map(nameOf)]);
    return Object.values(rows).reduce((sum, count) => sum + count, 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
