import compression from "compression";
import express, { type Application, type ErrorRequestHandler, type RequestHandler } from "express";
import type { Addresses, HttpError } from "../../../shared/protocol/sessions.ts";
import { HttpFault } from "../http-fault.ts";
import { type ArenaRouteServices, arenaRoutes } from "./arena-routes.ts";
import { countLookups } from "./code-lookups.ts";
import { type DatasetRouteServices, datasetRoutes } from "./dataset-routes.ts";
import { type HealthSources, healthRoute } from "./health-route.ts";
import { type HostingRouteServices, hostingRoutes } from "./hosting-routes.ts";
import { type LabRouteServices, labRoutes, type TrainingRouteServices, trainingRoutes } from "./learning-routes.ts";
import { type MatchmakingServices, matchmakingRoutes } from "./matchmaking-routes.ts";
import { type ModelRouteServices, modelRoutes } from "./model-routes.ts";
import { type PackRouteServices, packRoutes } from "./pack-routes.ts";
import { pages } from "./pages.ts";
import { type ResultsRouteServices, resultsRoutes } from "./results-routes.ts";
import { type SeatRouteServices, seatRoutes } from "./seat-routes.ts";
import { type DropInRouteServices, dropInRoutes, type SessionRouteServices, sessionRoutes } from "./session-routes.ts";
import { type JobRouteServices, jobRoutes } from "./training-routes.ts";

export type HttpServices = SessionRouteServices &
  DropInRouteServices &
  HostingRouteServices &
  SeatRouteServices &
  ArenaRouteServices &
  ResultsRouteServices &
  DatasetRouteServices &
  PackRouteServices &
  LabRouteServices &
  TrainingRouteServices &
  JobRouteServices &
  ModelRouteServices &
  MatchmakingServices &
  HealthSources & {
    /** Folder of the built client. */
    readonly clientFolder: string;
    /** Where other devices find this server. */
    readonly addresses: () => Addresses;
    readonly log: { error(context: object, message: string): void };
  };

/**
 * Adds all routes of the web process to the app. The front door has already checked bodies and set the security
 * headers.
 */
export function mountRoutes(app: Application, services: HttpServices): void {
  app.disable("x-powered-by");
  app.use(compression());
  app.get("/health", healthRoute(services));
  app.get("/api/addresses", (_request, response) => {
    response.json(services.addresses() satisfies Addresses);
  });
  app.use("/api/sessions/:code", countLookups(services.lookups));
  app.use("/api", packRoutes(services));
  app.use(
    "/api",
    express.json({ limit: "16kb" }),
    arenaRoutes(services),
    sessionRoutes(services),
    dropInRoutes(services),
    hostingRoutes(services),
    seatRoutes(services),
    resultsRoutes(services),
    datasetRoutes(services),
    labRoutes(services),
    trainingRoutes(services),
    jobRoutes(services),
  );
  app.use("/matchmake", express.json({ limit: "16kb" }), matchmakingRoutes(services));
  app.use(modelRoutes(services));
  app.use(pages(services.clientFolder));
  app.use(notFound);
  app.use(errorAnswer(services.log));
}

const notFound: RequestHandler = (request, _response, next) => {
  next(new HttpFault(404, "not_found", `There is nothing at ${request.path}.`));
};

function errorAnswer(log: HttpServices["log"]): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const fault = faultOf(error);
    if (fault.status >= 500) log.error({ err: error, path: request.path }, "A request failed");
    // An answer that has begun can only be cut. Express's own handler would also do that, and write to the console each time.
    if (response.headersSent) return void request.socket.destroy();
    response.locals.fault = fault.error;
    response
      .status(fault.status)
      .set(fault.headers)
      .json({ error: fault.error, message: fault.message } satisfies HttpError);
  };
}

/** Express's parsers throw errors with a status below 500. All other unknown errors are ours. */
function faultOf(error: unknown): HttpFault {
  if (error instanceof HttpFault) return error;
  const status = error instanceof Error && "status" in error && typeof error.status === "number" ? error.status : 500;
  if (error instanceof Error && status < 500) return new HttpFault(status, "bad_request", error.message);
  return new HttpFault(500, "unavailable", "The server could not answer; its log says why.");
}
