import "../styles/base.css";
import "../styles/choices.css";
import "../styles/board.css";
import "../styles/lab.css";
import { openLabPage } from "./lab-page.ts";

openLabPage(document.getElementById("app")!);
