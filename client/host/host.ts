import "../styles/base.css";
import "../styles/choices.css";
import "../styles/host.css";
import { codeFromPath } from "../net/game-address.ts";
import { notice } from "../ui/notice.ts";
import { openControlPage } from "./control-page.ts";
import { openCreatePage } from "./create/create-page.ts";
import { acceptHostKey } from "./invite-panel.ts";

const code = codeFromPath(location.pathname);
if (location.pathname.startsWith("/lesson")) openCreatePage(true);
else if (code === "") openCreatePage();
else {
  acceptHostKey(code);
  openControlPage(code, notice());
}
