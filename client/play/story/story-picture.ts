import { artUrl, avatarArt } from "../../canvas/art/avatar-art.ts";
import { FONT, PALETTE } from "../../canvas/art/palette.ts";
import { t } from "../../i18n/t.ts";
import type { KeptPair } from "./kept-pair.ts";

export interface SharedFacts {
  readonly nickname: string;
  readonly avatar: number;
  readonly rank: number;
  readonly players: number;
  readonly score: number;
}

const WIDTH = 1080;
const MARGIN = 90;
const INNER = WIDTH - 2 * MARGIN;
const RAYS = 16;
/** Where the summary begins, and what stands below all. */
const TOP = 460;
const FOOT = 150;
/** Sizes of letters, and how far the summary's lines stand behind their bullets. */
const LINE = 46;
const SMALL = 36;
const INDENT = 52;
const PADDING = 26;

/** One text of the picture: its rows, and the space that they take. */
interface Block {
  readonly rows: readonly string[];
  readonly size: number;
  readonly kind: "bullet" | "label" | "prompt" | "then" | "now";
}

/** Paints the summary and the question as a picture, square or as high as it has to be. */
export async function storyPicture(facts: SharedFacts, lines: readonly string[], pair: KeptPair | null): Promise<Blob> {
  const face = new Image();
  face.src = artUrl(avatarArt(facts.avatar));
  await Promise.all([face.decode(), document.fonts.load('700 60px "Fredoka Variable"')]);
  const blocks = blocksOf(lines, pair);
  const height = Math.max(WIDTH, TOP + blocks.reduce((sum, block) => sum + heightOf(block), 0) + FOOT);
  const context = contextOf(height);
  paintRays(context, height);
  paintCard(context, 50, 50, WIDTH - 100, height - 100, PALETTE.white, 10);
  context.drawImage(face, MARGIN, MARGIN, 260, 260);
  const right = MARGIN + 300;
  const write = (text: string, x: number, y: number, size: number, colour: string): void => {
    context.font = `600 ${size}px ${FONT}`;
    context.fillStyle = colour;
    context.fillText(text, x, y, WIDTH - x - MARGIN);
  };
  write(facts.nickname, right, MARGIN + 100, 76, PALETTE.ink);
  const result = t("final.mine", { rank: facts.rank, players: facts.players, score: facts.score });
  write(result, right, MARGIN + 180, 40, PALETTE.mind);
  let y = TOP;
  for (const block of blocks) {
    paintBlock(context, block, y);
    y += heightOf(block);
  }
  write(`${t("app.name")}: ${t("app.tagline")}`, MARGIN, height - MARGIN - 10, 40, PALETTE.a);
  return context.canvas.convertToBlob({ type: "image/png" });
}

function contextOf(height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(WIDTH, height).getContext("2d");
  if (context === null) throw new Error("This browser can't paint pictures");
  return context;
}

function blocksOf(lines: readonly string[], pair: KeptPair | null): readonly Block[] {
  const ruler = contextOf(1);
  const block = (kind: Block["kind"], text: string, size: number, width: number): Block => {
    ruler.font = `600 ${size}px ${FONT}`;
    return { kind, size, rows: rowsOf(text, width, (row) => ruler.measureText(row).width) };
  };
  const bullets = lines.map((line) => block("bullet", line, LINE, INNER - INDENT));
  if (pair === null) return bullets;
  const answer = (kind: "then" | "now", text: string) =>
    block(
      kind,
      `${t(kind === "then" ? "thenAndNow.before" : "thenAndNow.after")}: ${text}`,
      SMALL,
      INNER - 2 * PADDING,
    );
  return [
    block("label", pair.label, SMALL, INNER),
    block("prompt", pair.prompt, LINE, INNER),
    answer("then", pair.before),
    answer("now", pair.after),
    ...bullets,
  ];
}

const isAnswer = ({ kind }: Block): boolean => kind === "then" || kind === "now";

const heightOf = (block: Block): number =>
  block.rows.length * block.size * 1.2 + (isAnswer(block) ? 2 * PADDING + 20 : block.size * 0.45);

function paintBlock(context: OffscreenCanvasRenderingContext2D, block: Block, top: number): void {
  const { kind, rows, size } = block;
  const inner = isAnswer(block) ? PADDING : 0;
  if (isAnswer(block)) {
    const colour = kind === "now" ? PALETTE.mindSoft : PALETTE.white;
    paintCard(context, MARGIN, top, INNER, heightOf(block) - 20, colour, kind === "now" ? 8 : 4);
  }
  if (kind === "bullet") paintBullet(context, MARGIN + 14, top + size * 0.5);
  context.font = `600 ${size}px ${FONT}`;
  context.fillStyle = kind === "label" ? PALETTE.mind : PALETTE.ink;
  const x = MARGIN + inner + (kind === "bullet" ? INDENT : 0);
  for (const [i, row] of rows.entries())
    context.fillText(row, x, top + inner + size * (0.86 + 1.2 * i), WIDTH - x - MARGIN - inner);
}

function paintCard(
  context: OffscreenCanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  colour: string,
  line: number,
): void {
  context.fillStyle = colour;
  context.strokeStyle = PALETTE.ink;
  context.lineWidth = line;
  context.beginPath();
  context.roundRect(x, y, width, height, line === 10 ? 60 : 28);
  context.fill();
  context.stroke();
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

function paintRays(context: OffscreenCanvasRenderingContext2D, height: number): void {
  context.fillStyle = PALETTE.paperDeep;
  context.fillRect(0, 0, WIDTH, height);
  context.fillStyle = PALETTE.sun;
  for (let i = 0; i < RAYS; i++) {
    const angle = (i / RAYS) * Math.PI * 2;
    context.beginPath();
    context.moveTo(WIDTH / 2, height / 2);
    context.arc(WIDTH / 2, height / 2, height, angle, angle + Math.PI / RAYS);
    context.fill();
  }
}
