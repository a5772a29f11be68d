import { artUrl, avatarArt } from "../../canvas/art/avatar-art.ts";
import { FONT, PALETTE } from "../../canvas/art/palette.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import type { StoryCard } from "./own-story.ts";

/** A player's own summary after the game, and a picture of it to keep or to send. */
export function storyPanel(card: StoryCard, facts: SharedFacts): HTMLElement {
  const lines = storyLines(card);
  const share = element("button", {
    class: "button",
    text: t("story.share"),
    attributes: { type: "button" },
    onClick: () => void shareStory(facts, lines),
  });
  return element(
    "div",
    { class: "panel story" },
    element("h2", { text: t("story.heading") }),
    element("ul", { class: "story-lines" }, ...lines.map((text) => element("li", { text }))),
    share,
  );
}

function storyLines({ votes, consistency, error, best, versions }: StoryCard): readonly string[] {
  return [
    t("story.votes", { votes }),
    ...(consistency === null ? [] : [t("story.consistency", { percent: consistency })]),
    ...(error === null ? [] : [t("story.error", { error })]),
    ...(best === null ? [] : [t("story.best", { points: best })]),
    versions === null ? t("story.learnedNothing") : t("story.learned", versions),
  ];
}

interface SharedFacts {
  readonly nickname: string;
  readonly avatar: number;
  readonly rank: number;
  readonly players: number;
  readonly score: number;
}

const SIZE = 1080;
const MARGIN = 90;
const RAYS = 16;
/** Size of the summary's letters, and how far its lines stand behind their bullets. */
const LINE = 46;
const INDENT = 52;

/** Paints the summary as a square picture and shares it, or downloads it where sharing files is not possible. */
async function shareStory(facts: SharedFacts, lines: readonly string[]): Promise<void> {
  const blob = await paint(facts, lines);
  const file = new File([blob], "thumbwar.png", { type: "image/png" });
  if (navigator.canShare?.({ files: [file] })) {
    await navigator.share({ files: [file], title: t("app.name") }).catch(() => {});
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function paint(facts: SharedFacts, lines: readonly string[]): Promise<Blob> {
  const canvas = new OffscreenCanvas(SIZE, SIZE);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser can't paint pictures");
  const face = new Image();
  face.src = artUrl(avatarArt(facts.avatar));
  await Promise.all([face.decode(), document.fonts.load('700 60px "Fredoka Variable"')]);
  paintRays(context);
  context.fillStyle = PALETTE.white;
  context.strokeStyle = PALETTE.ink;
  context.lineWidth = 10;
  context.beginPath();
  context.roundRect(50, 50, SIZE - 100, SIZE - 100, 60);
  context.fill();
  context.stroke();
  context.drawImage(face, MARGIN, MARGIN, 260, 260);
  const write = (text: string, x: number, y: number, size: number, colour: string, width: number): void => {
    context.font = `600 ${size}px ${FONT}`;
    context.fillStyle = colour;
    context.fillText(text, x, y, width);
  };
  const right = MARGIN + 300;
  write(facts.nickname, right, MARGIN + 100, 76, PALETTE.ink, SIZE - right - MARGIN);
  const result = t("final.mine", { rank: facts.rank, players: facts.players, score: facts.score });
  write(result, right, MARGIN + 180, 40, PALETTE.mind, SIZE - right - MARGIN);
  context.font = `600 ${LINE}px ${FONT}`;
  let y = MARGIN + 370;
  for (const line of lines) {
    paintBullet(context, MARGIN + 14, y - LINE * 0.36);
    for (const row of rowsOf(line, SIZE - 2 * MARGIN - INDENT, (text) => context.measureText(text).width)) {
      write(row, MARGIN + INDENT, y, LINE, PALETTE.ink, SIZE - 2 * MARGIN - INDENT);
      y += LINE * 1.2;
    }
    y += LINE * 0.45;
  }
  write(`${t("app.name")}: ${t("app.tagline")}`, MARGIN, SIZE - MARGIN - 10, 40, PALETTE.a, SIZE - 2 * MARGIN);
  return canvas.convertToBlob({ type: "image/png" });
}

function paintBullet(context: OffscreenCanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  context.arc(x, y, 13, 0, Math.PI * 2);
  context.fillStyle = PALETTE.sun;
  context.fill();
  context.lineWidth = 5;
  context.stroke();
}

/** A line broken where it would be wider than `width`; languages without spaces break between any two characters. */
function rowsOf(line: string, width: number, measure: (text: string) => number): readonly string[] {
  const pieces = line.includes(" ") ? line.split(/(?<= )/) : Array.from(line);
  const rows = [""];
  for (const piece of pieces) {
    const longer = `${rows.at(-1)}${piece}`;
    if (rows.at(-1) !== "" && measure(longer.trimEnd()) > width) rows.push(piece);
    else rows[rows.length - 1] = longer;
  }
  return rows;
}

function paintRays(context: OffscreenCanvasRenderingContext2D): void {
  context.fillStyle = PALETTE.paperDeep;
  context.fillRect(0, 0, SIZE, SIZE);
  context.fillStyle = PALETTE.sun;
  for (let i = 0; i < RAYS; i++) {
    const angle = (i / RAYS) * Math.PI * 2;
    context.beginPath();
    context.moveTo(SIZE / 2, SIZE / 2);
    context.arc(SIZE / 2, SIZE / 2, SIZE, angle, angle + Math.PI / RAYS);
    context.fill();
  }
}
