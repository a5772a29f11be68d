import "../styles/base.css";
import { notice } from "../widgets/notice.ts";
import { codeFromPath } from "./code-from-path.ts";

const code = codeFromPath(location.pathname);
if (code === "") void import("./board/public-boards.ts").then(({ openPublicBoards }) => openPublicBoards());
else void import("./board/projector.ts").then(({ openProjector }) => openProjector(code, notice()));
