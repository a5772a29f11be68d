/** The join code at the end of `/play/CODE`, `/host/CODE` or `/board/CODE`; "" when the path has none. */
export function codeFromPath(path: string): string {
  const [, , code = ""] = path.split("/");
  return decodeURIComponent(code).trim().toUpperCase();
}
