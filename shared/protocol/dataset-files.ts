/** What an arena's or a session's data can be exported as. */
export const FORMS = ["preferences", "unpaired", "sft", "battles"] as const;
export type Form = (typeof FORMS)[number];

export const FILE_TYPES = ["jsonl", "parquet"] as const;
export type FileType = (typeof FILE_TYPES)[number];

/** Battles nest messages, so they come as JSONL alone. */
export function fileTypesOf(form: Form): readonly FileType[] {
  return form === "battles" ? ["jsonl"] : FILE_TYPES;
}

export interface FormFile {
  readonly form: Form;
  readonly type: FileType;
}

export const FORM_FILES: readonly FormFile[] = FORMS.flatMap((form) =>
  fileTypesOf(form).map((type) => ({ form, type })),
);

/** Every form in every type and a data card, as one ZIP. */
export const ARCHIVE = "archive.zip";

/** `GET /api/sessions/:code/data/:file`, for the host: the archive, or a form's file. */
export function nameOf({ form, type }: FormFile): string {
  return `${form}.${type}`;
}
