import "../styles/base.css";
import "../styles/choices.css";
import "../styles/host.css";
import { codeOfPage } from "../net/game-address.ts";
import { pagePath } from "../net/site-path.ts";
import { notice } from "../ui/notice.ts";
import { openControlPage } from "./control-page.ts";
import { openCreatePage } from "./create/create-page.ts";

const code = codeOfPage();
if (pagePath().startsWith("/lesson")) openCreatePage(true);
else if (code === "") openCreatePage();
else openControlPage(code, notice());
