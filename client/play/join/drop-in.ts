import "../../styles/base.css";
import "../../styles/join.css";
import "../../styles/modes.css";
import type { DropIn, DropInDays } from "../../../shared/protocol/drop-in.ts";
import { t } from "../../i18n/t.ts";
import { sitePath } from "../../net/site-path.ts";
import { dropInOfDevice, rememberDropIn, seatOfDevice } from "../../net/stored-seat.ts";
import { seatPanel } from "../../settings/seat-panel.ts";
import { brand } from "../../ui/brand.ts";
import { dataTable, type TableColumn, tableText } from "../../ui/data-table.ts";
import { element } from "../../ui/element.ts";
import { messageCard } from "../../ui/message-card.ts";

const DAY_COLUMNS: readonly TableColumn<DropInDays["days"][number]>[] = [
  { heading: t("dropIn.total.day"), kind: "name", cell: ({ day }) => day },
  { heading: t("dropIn.total.judged"), kind: "number", cell: ({ judged }) => String(judged) },
  { heading: t("dropIn.total.predictions"), kind: "number", cell: ({ predictions }) => String(predictions) },
  { heading: t("dropIn.total.points"), kind: "number", cell: ({ points }) => String(Math.round(points)) },
];

/** The way into the drop-in session: what it is for, what is kept of a player, and their consent before anything else. */
async function openDropIn(): Promise<void> {
  const app = document.getElementById("app")!;
  try {
    const { code } = await findDropIn();
    const seat = seatOfDevice(code);
    const days = seat === null ? [] : await dropInDays(seat.token);
    app.replaceChildren(
      element("header", { class: "join-head" }, brand(), element("p", { text: t("app.tagline") })),
      element("main", {}, consentForm(code), days.length > 0 ? totals(days) : null, seat && ownSeat(code, seat.token)),
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
    rememberDropIn(code);
    location.assign(sitePath(`/play/${encodeURIComponent(code)}?consent=yes`));
  });
  return form;
}

function ownSeat(code: string, token: string): HTMLElement {
  return element(
    "section",
    { class: "panel" },
    seatPanel(
      code,
      () => token,
      () => location.reload(),
    ),
  );
}

function totals(days: DropInDays["days"]): HTMLElement {
  const heading = t("dropIn.totals");
  return element(
    "section",
    { class: "panel" },
    element("h2", { text: heading }),
    dataTable(tableText(DAY_COLUMNS, days), heading),
  );
}

/** The session that always runs, or the shard of it in which this device played. Throws when the server can't be reached or fails. */
async function findDropIn(): Promise<DropIn> {
  const last = dropInOfDevice();
  const query = last === null ? "" : `?last=${encodeURIComponent(last)}`;
  const response = await fetch(sitePath(`/api/drop-in${query}`));
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()) as DropIn;
}

/** What this device's player did, day by day; none when the server doesn't know them. */
async function dropInDays(token: string): Promise<DropInDays["days"]> {
  const response = await fetch(sitePath("/api/drop-in/days"), { headers: { authorization: `Bearer ${token}` } });
  return response.ok ? ((await response.json()) as DropInDays).days : [];
}

void openDropIn();
