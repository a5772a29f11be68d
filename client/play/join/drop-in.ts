import "../../styles/base.css";
import "../../styles/join.css";
import "../../styles/modes.css";
import type { DropInDays } from "../../../shared/protocol/drop-in.ts";
import { t } from "../../i18n/t.ts";
import { seatOfDevice } from "../../net/stored-seat.ts";
import { brand } from "../../ui/brand.ts";
import { element } from "../../ui/element.ts";
import { messageCard } from "../../ui/message-card.ts";
import { dropInDays, findDropIn } from "./drop-in-api.ts";

/** The way into the public session: what it is for, what is kept of a player, and their consent before anything else. */
async function openDropIn(): Promise<void> {
  const app = document.getElementById("app")!;
  try {
    const { code } = await findDropIn();
    const seat = seatOfDevice(code);
    const days = seat === null ? [] : await dropInDays(seat.token);
    app.replaceChildren(
      element("header", { class: "join-head" }, brand(), element("p", { text: t("app.tagline") })),
      element("main", {}, consentForm(code), days.length > 0 ? totals(days) : null),
    );
  } catch {
    const again = { href: "/drop-in", label: t("error.reload") };
    app.replaceChildren(messageCard(t("dropIn.heading"), t("refusal.unavailable"), again));
  }
}

function consentForm(code: string): HTMLElement {
  const points = (["votes", "words", "token", "use", "leave"] as const).map((key) =>
    element("li", { text: t(`dropIn.kept.${key}`) }),
  );
  const box = element("input", { attributes: { type: "checkbox", required: "" } });
  const go = element("button", { class: "button primary wide", text: t("dropIn.go"), attributes: { type: "submit" } });
  const form = element(
    "form",
    { class: "panel consent" },
    element("h1", { text: t("dropIn.heading") }),
    element("p", { text: t("dropIn.about") }),
    element("h2", { text: t("dropIn.kept") }),
    element("ul", {}, ...points),
    element("label", { class: "switch" }, box, element("span", { text: t("dropIn.agree") })),
    go,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(`/play/${encodeURIComponent(code)}?consent=yes`);
  });
  return form;
}

function totals(days: DropInDays["days"]): HTMLElement {
  const heads = (["day", "judged", "predictions", "points"] as const).map((key) =>
    element("th", { text: t(`dropIn.total.${key}`), attributes: { scope: "col" } }),
  );
  const rows = days.map(({ day, judged, predictions, points }) =>
    element(
      "tr",
      {},
      element("th", { text: day, attributes: { scope: "row" } }),
      ...[judged, predictions, Math.round(points)].map((value) => element("td", { text: String(value) })),
    ),
  );
  return element(
    "section",
    { class: "panel" },
    element("h2", { text: t("dropIn.totals") }),
    element(
      "table",
      { class: "totals" },
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...rows),
    ),
  );
}

void openDropIn();
