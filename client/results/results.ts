import "../styles/base.css";
import "../styles/host.css";
import "../styles/results.css";
import { t } from "../i18n/t.ts";
import { fetchResults } from "../net/api.ts";
import { acceptKey, codeOfPage } from "../net/game-address.ts";
import { hostTokenOf } from "../net/stored-seat.ts";
import { messageCard } from "../ui/message-card.ts";
import { resultsReport } from "./results-report.ts";

const app = document.getElementById("app")!;
const code = codeOfPage();
const hostToken = acceptKey(code, "key") ?? hostTokenOf(code);
const way = { href: "/host", label: t("host.newGame") };

document.title = t("results.title", { code });
if (hostToken === null) app.replaceChildren(messageCard(t("results.heading"), t("host.noToken", { code }), way));
else {
  fetchResults(code, hostToken)
    .then((results) => app.replaceChildren(resultsReport(results, hostToken)))
    .catch((error: unknown) => {
      const told = error instanceof TypeError || !(error instanceof Error) ? t("refusal.unavailable") : error.message;
      app.replaceChildren(messageCard(t("results.heading"), told, way));
    });
}
