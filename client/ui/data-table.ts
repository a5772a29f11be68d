import { element } from "./element.ts";

interface Heading {
  readonly heading: string;
  /** Numbers stand at the end of their cell; a name heads its row. Other cells are words. */
  readonly kind?: "number" | "name";
}

/** One column of a table: its heading, and what it says of a row. */
export interface TableColumn<Row> extends Heading {
  readonly cell: (row: Row) => string;
}

/** A table as texts, before it is drawn. Every row is as long as `columns`. */
export interface TableText {
  readonly columns: readonly Heading[];
  readonly rows: readonly (readonly string[])[];
}

export function tableText<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): TableText {
  return { columns, rows: rows.map((row) => columns.map(({ cell }) => cell(row))) };
}

/** Draws a table that scrolls sideways where its place is narrow. The caption is for screen readers, since a heading above shows it. */
export function dataTable({ columns, rows }: TableText, caption: string): HTMLElement {
  const table = element(
    "table",
    { class: "data-table" },
    element("caption", { class: "visually-hidden", text: caption }),
    element("thead", {}, element("tr", {}, ...columns.map(headOf))),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((text, i) => cellOf(text, columns[i]!))))),
  );
  return element(
    "div",
    { class: "table-scroll", attributes: { tabindex: "0", role: "region", "aria-label": caption } },
    table,
  );
}

/** A column of names may go without a heading. */
function headOf({ heading, kind }: Heading): HTMLElement {
  return heading === "" ? element("td") : cell("th", heading, kind, { scope: "col" });
}

function cellOf(text: string, { kind }: Heading): HTMLElement {
  return kind === "name" ? cell("th", text, kind, { scope: "row" }) : cell("td", text, kind, {});
}

/** A `bdi`, since names and answers may be written in the other direction than the page. */
function cell(
  tag: "th" | "td",
  text: string,
  kind: Heading["kind"],
  attributes: Readonly<Record<string, string>>,
): HTMLElement {
  return element(tag, { class: kind === "number" ? "numeric" : "", attributes }, element("bdi", { text }));
}
