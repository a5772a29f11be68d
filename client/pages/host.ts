import "../styles/base.css";
import "../styles/choices.css";
import "../styles/host.css";
import { notice } from "../widgets/notice.ts";
import { codeFromPath } from "./code-from-path.ts";
import { openControlPage } from "./host/control-page.ts";
import { openCreatePage } from "./host/create-page.ts";
import { acceptHostKey } from "./host/host-key.ts";

const code = codeFromPath(location.pathname);
if (code === "") openCreatePage();
else {
  acceptHostKey(code);
  openControlPage(code, notice());
}
