import { type Response, Router } from "express";
import { RESULT_TABLES, type ResultTableName } from "../../../shared/protocol/results.ts";
import type { Results } from "../../ports/results.ts";
import type { SessionRecord, Sessions } from "../../ports/sessions.ts";
import { resultTables, votesTable } from "../results/result-tables.ts";
import { writeCsv, writeCsvRows, writeXlsx } from "../results/table-files.ts";
import { hostedSession } from "./host-guard.ts";

export interface ResultsRouteServices {
  readonly sessions: Pick<Sessions, "ofHost">;
  readonly results: Results;
}

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** What became of a session, for its host: as JSON, as CSV a table, and as a workbook. */
export function resultsRoutes({ sessions, results }: ResultsRouteServices): Router {
  const router = Router();

  router.get("/sessions/:code/results", async (request, response) => {
    response.json(await results.ofSession(await hostedSession(sessions, request)));
  });

  router.get("/sessions/:code/results.xlsx", async (request, response) => {
    const session = await hostedSession(sessions, request);
    const workbook = await writeXlsx(Object.values(resultTables(await results.ofSession(session))));
    attach(response, `thumbwar-${session.code}.xlsx`, XLSX).send(workbook);
  });

  router.get("/sessions/:code/results/:file", async (request, response, next) => {
    const name = RESULT_TABLES.find((table) => `${table}.csv` === request.params.file);
    if (name === undefined) return next();
    const session = await hostedSession(sessions, request);
    if (name === "votes") return sendVotes(response, session, results);
    const tables = resultTables(await results.ofSession(session));
    attachCsv(response, session, name).send(writeCsv(tables[name]));
  });

  return router;
}

/** Page by page: a long session has a hundred thousand votes. */
async function sendVotes(response: Response, session: SessionRecord, results: Results): Promise<void> {
  attachCsv(response, session, "votes").write(writeCsv(votesTable([])));
  for await (const page of results.votes(session.id)) {
    if (response.closed) return;
    if (!response.write(writeCsvRows(votesTable(page)))) await drained(response);
  }
  response.end();
}

function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    response.once("drain", resolve);
    response.once("close", resolve);
  });
}

function attachCsv(response: Response, session: SessionRecord, table: ResultTableName): Response {
  return attach(response, `thumbwar-${session.code}-${table}.csv`, "text/csv; charset=utf-8");
}

function attach(response: Response, filename: string, type: string): Response {
  return response
    .set({ "content-disposition": `attachment; filename="${filename}"`, "cache-control": "no-store" })
    .type(type);
}
