import type { Page } from "playwright-core";

/** The picture on which sizes of the projector are stated, and what can be read from ten metres on it. */
const PICTURE = { width: 1_920, height: 1_080, text: 40, timer: 90 } as const;
/** Browsers round. */
const SLACK = 0.1;

/**
 * What on a page can't be read from ten metres, or isn't whole: text smaller than 40 pixels of a picture of 1920x1080 (a timer
 * smaller than 90), text that is cut off without an ellipsis, text outside the window, and texts on top of each other. Text for
 * screen readers alone doesn't count. One line each; empty when all is well.
 */
export async function unreadable(page: Page): Promise<readonly string[]> {
  return page.evaluate(
    ({ picture, slack }) => {
      const unit = Math.min(innerWidth / picture.width, innerHeight / picture.height);
      const found: string[] = [];
      const boxes: { readonly node: Element; readonly text: string; readonly box: DOMRect }[] = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const text = node.textContent?.trim() ?? "";
        const parent = node.parentElement;
        if (text === "" || parent === null || parent.closest(".visually-hidden, script, style, noscript") !== null)
          continue;
        if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        if (box.width === 0 || box.height === 0) continue;
        const style = getComputedStyle(parent);
        if (style.clipPath === "inset(50%)") continue;
        const least = parent.closest(".timer-face") !== null ? picture.timer : picture.text;
        const size = Number.parseFloat(style.fontSize);
        const name = `"${text.slice(0, 40)}" (${parent.tagName.toLowerCase()}.${parent.className})`;
        if (size < least * unit - slack) found.push(`${name} has ${(size / unit).toFixed(1)} px of ${least}`);
        const seen = visiblePart(parent, box);
        if (seen === null) {
          found.push(`${name} can't be seen`);
          continue;
        }
        const [wide, high] = [box.width - seen.width, box.height - seen.height];
        const endsInDots = ellipsis(parent);
        if ((wide > 2 || high > size * 0.4) && !endsInDots) found.push(`${name} is cut off`);
        if (seen.width < size * 1.5 && endsInDots && text.length > 3) found.push(`${name} is cut to nothing`);
        // A line is taller than its letters.
        const air = Math.min(size * 0.16, seen.height / 3);
        const letters = new DOMRect(seen.x, seen.y + air, seen.width, seen.height - 2 * air);
        boxes.push({ node: parent, text: name, box: letters });
      }
      for (const [i, one] of boxes.entries())
        for (const other of boxes.slice(i + 1)) {
          if (one.node.contains(other.node) || other.node.contains(one.node)) continue;
          const x = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
          const y = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
          if (x > 2 && y > 2) found.push(`${one.text} and ${other.text} overlap`);
        }
      return found;

      function ellipsis(element: Element): boolean {
        for (let at: Element | null = element; at !== null && at !== document.body; at = at.parentElement) {
          const style = getComputedStyle(at);
          if (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none") return true;
        }
        return false;
      }

      /** What is left of a box inside the window and all that cuts it. */
      function visiblePart(element: Element, box: DOMRect): DOMRect | null {
        let [left, top, right, bottom] = [
          Math.max(0, box.left),
          Math.max(0, box.top),
          Math.min(innerWidth, box.right),
          Math.min(innerHeight, box.bottom),
        ];
        for (let at: Element | null = element; at !== null && at !== document.body; at = at.parentElement) {
          if (getComputedStyle(at).overflow === "visible") continue;
          const cut = at.getBoundingClientRect();
          left = Math.max(left, cut.left);
          top = Math.max(top, cut.top);
          right = Math.min(right, cut.right);
          bottom = Math.min(bottom, cut.bottom);
        }
        return right > left && bottom > top ? new DOMRect(left, top, right - left, bottom - top) : null;
      }
    },
    { picture: PICTURE, slack: SLACK },
  );
}

/** Names and numbers that the arena's canvas writes smaller than that, on pages opened with `?e2e`. */
export async function unreadableInArena(page: Page): Promise<readonly string[]> {
  return page.evaluate(
    ({ picture, slack }) => {
      const unit = Math.min(innerWidth / picture.width, innerHeight / picture.height);
      const game = window.thumbwarGame;
      if (game === undefined) return ["there is no arena"];
      const texts = game.scene.getScenes(true).flatMap((scene) => scene.children.getAll());
      const all = texts.flatMap((child) => ("list" in child ? (child.list as typeof texts) : [child]));
      return all.flatMap((child) => {
        if (child.type !== "Text") return [];
        const { text, style } = child as Phaser.GameObjects.Text;
        const size = Number.parseFloat(String(style.fontSize));
        return size < picture.text * unit - slack ? [`"${text}" has ${(size / unit).toFixed(1)} px`] : [];
      });
    },
    { picture: PICTURE, slack: SLACK },
  );
}
