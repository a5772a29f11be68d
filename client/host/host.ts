import "../styles/base.css";
import "../styles/choices.css";
import "../styles/host.css";
import { codeFromPath } from "../net/game-address.ts";
import { notice } from "../ui/notice.ts";
import { openControlPage } from "./control-page.ts";
import { openCreatePage } from "./create/create-page.ts";

const code = codeFromPath(location.pathname);
if (code === "") openCreatePage();
else openControlPage(code, notice());
