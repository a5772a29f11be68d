import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type CardFacts, dataCard, FORMS, type Form } from "../../arena/dataset/data-card.ts";
import type { DatasetSource } from "../../arena/ports.ts";
import { fileTypesOf, writeForm } from "./dataset-forms.ts";
import { writeZip } from "./write-zip.ts";

export interface Archive {
  readonly source: DatasetSource;
  readonly pseudonym: (playerId: string) => string;
  readonly session: CardFacts["session"];
  readonly exportedAt: Date;
  onRows(rows: number): void;
}

/** Every form in every file type, and a data card that counts them, as one ZIP. Needs as much room again while it's being made. */
export async function writeArchive(path: string, { session, exportedAt, ...how }: Archive): Promise<number> {
  const folder = await mkdtemp(join(dirname(path), `${basename(path)}-`));
  try {
    const rows = { preferences: 0, unpaired: 0, sft: 0, battles: 0 } satisfies Record<Form, number>;
    const files: string[] = [];
    for (const form of FORMS) {
      for (const type of fileTypesOf(form)) {
        const name = `${form}.${type}`;
        rows[form] = await writeForm({ ...how, form, type, path: join(folder, name) });
        files.push(name);
      }
    }
    let comparisons = 0;
    for await (const page of how.source.comparisons()) comparisons += page.length;
    await writeFile(join(folder, "README.md"), dataCard({ session, exportedAt, rows, comparisons }));
    await writeZip(path, folder, ["README.md", ...files]);
    return Object.values(rows).reduce((sum, count) => sum + count, 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
