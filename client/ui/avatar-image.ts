import { artUrl, avatarArt } from "../canvas/art/avatar-art.ts";
import { element } from "./element.ts";

/** A decorative face: the nickname beside it says who it is. */
export function avatarImage(avatar: number): HTMLImageElement {
  return pictureImage(avatarArt(avatar), "avatar");
}

export function pictureImage(svg: string, className: string): HTMLImageElement {
  return element("img", { class: className, attributes: { src: artUrl(svg), alt: "" } });
}
