const SVG = "http://www.w3.org/2000/svg";

/** Strokes on a field of 24 x 24. */
const PATHS = {
  mute: "M4 9v6h4l5 4V5L8 9H4M16.5 9.5l5 5M21.5 9.5l-5 5",
  unmute: "M4 9v6h4l5 4V5L8 9H4M16.5 9a4 4 0 0 1 0 6M19 6.5a8 8 0 0 1 0 11",
  remove: "M6 6l12 12M18 6L6 18",
  ban: "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M6 6l12 12",
} as const;

/** A small drawing in the colour of the text beside it; what it means has to be said by its button. */
export function icon(name: keyof typeof PATHS): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
