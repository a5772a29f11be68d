import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { letterOf, moved, type RankingOrder, startingOrder } from "../../ui/round/ranking-order.ts";

export interface RankingList {
  readonly root: HTMLElement;
  order(): RankingOrder;
  enable(yes: boolean): void;
}

/**
 * Answers that a player puts in order, by two buttons each or with the arrow keys on either of them.
 *
 * @param known the order that the player had put them in before; null: they begin in any
 */
export function rankingList(
  answers: readonly { readonly id: string; readonly text: string }[],
  known: RankingOrder | null,
  say: (text: string) => void,
  onMoved: () => void,
): RankingList {
  const ids = answers.map(({ id }) => id);
  let order = known ?? startingOrder(ids, Math.random);
  const root = element("ol", { class: "ranking", attributes: { "aria-label": t("ranking.list") } });
  const rows = new Map(answers.map(({ id, text }, index) => [id, row(id, text, letterOf(index))]));

  function row(id: string, text: string, letter: string) {
    const place = element("span", { class: "ranking-place" });
    const up = arrow("up", letter, () => move(id, letter, -1));
    const down = arrow("down", letter, () => move(id, letter, 1));
    const item = element(
      "li",
      { class: "ranking-row", attributes: { "data-answer": id } },
      place,
      element(
        "div",
        { class: "ranking-answer" },
        element("span", { class: "badge", text: letter }),
        element("p", { class: "ranking-text", text }),
      ),
      element("div", { class: "ranking-moves" }, up, down),
    );
    item.addEventListener("keydown", ({ key }) => {
      if (key === "ArrowUp") move(id, letter, -1);
      else if (key === "ArrowDown") move(id, letter, 1);
    });
    return { item, place, up, down };
  }

  function move(id: string, letter: string, by: -1 | 1): void {
    const next = moved(order, id, by);
    if (next === order) return;
    order = next;
    const focused = document.activeElement;
    draw();
    const { up, down } = rows.get(id)!;
    // A row that was moved keeps the focus, on the other button where its own has nowhere left to go.
    if (focused === up) (up.disabled ? down : up).focus();
    else if (focused === down) (down.disabled ? up : down).focus();
    say(t("ranking.moved", { letter, place: order.indexOf(id) + 1 }));
    onMoved();
  }

  function draw(): void {
    root.replaceChildren(
      ...order.map((id, i) => {
        const { item, place, up, down } = rows.get(id)!;
        setText(place, String(i + 1));
        up.disabled = i === 0;
        down.disabled = i === order.length - 1;
        return item;
      }),
    );
  }

  draw();
  return {
    root,
    order: () => order,
    enable(yes) {
      order.forEach((id, i) => {
        const { up, down } = rows.get(id)!;
        up.disabled = !yes || i === 0;
        down.disabled = !yes || i === order.length - 1;
      });
    },
  };
}

function arrow(way: "up" | "down", letter: string, onClick: () => void): HTMLButtonElement {
  return element("button", {
    class: "button move",
    text: way === "up" ? "\u25b2" : "\u25bc",
    attributes: { type: "button", "aria-label": t(`ranking.${way}`, { letter }) },
    onClick,
  });
}
