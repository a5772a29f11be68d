import "../styles/base.css";
import { codeOfPage } from "../net/game-address.ts";
import { notice } from "../ui/notice.ts";

const code = codeOfPage();
if (code === "") void import("./public-boards.ts").then(({ openPublicBoards }) => openPublicBoards());
else void import("./projector.ts").then(({ openProjector }) => openProjector(code, notice()));
