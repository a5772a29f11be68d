import "../styles/base.css";
import "../styles/choices.css";
import "../styles/board.css";
import "../styles/lab.css";
import { t } from "../i18n/t.ts";
import { boardsHead } from "../ui/boards-head.ts";
import { element } from "../ui/element.ts";
import { nameArena, otherArenas } from "../ui/other-arenas.ts";
import { olderVersions, openLab } from "./lab-link.ts";
import { allVersions } from "./versions/all-versions.ts";
import { classView } from "./views/class-view.ts";
import { followAddress } from "./views/opened-view.ts";
import { researchView } from "./views/research-view.ts";
import { tabs } from "./views/tabs.ts";

/** What the model learns, in two views: five cards for a class, and everything that is known for researchers. */
function openLabPage(app: HTMLElement): void {
  const head = boardsHead("lab", t("lab.heading"));
  const forClass = classView();
  const research = researchView();
  const subjects = tabs(t("lab.subjects"), research.subjects, (name) => opened(name));
  const everything = element("div", { class: "lab-research" }, research.glance, subjects.root);
  const views = tabs(
    t("lab.views"),
    [
      { name: "class", label: t("lab.view.class"), content: forClass.root },
      { name: "research", label: t("lab.view.research"), content: everything },
    ],
    (name) => opened(name),
  );
  app.replaceChildren(
    head.root,
    element("main", { class: "lab-main" }, views.root, otherArenas("lab")),
    ...research.dialogs,
  );
  nameArena(head.heading, app);
  const opened = followAddress(views, subjects, "research");

  const { handlers } = research;
  const versions = allVersions((board) => {
    handlers.versions(board);
    forClass.versions(board);
  }, olderVersions);
  research.onOlder(versions.loadOlder);
  openLab({
    ...handlers,
    connected: head.connected,
    versions: versions.update,
    evidence(board) {
      handlers.evidence(board);
      forClass.evidence(board);
    },
    training(board) {
      handlers.training(board);
      forClass.trainer(board.trainer);
      forClass.steps(board.steps);
      forClass.refresh();
    },
    trainingSteps(more) {
      handlers.trainingSteps(more);
      forClass.steps(more);
    },
  });
}

openLabPage(document.getElementById("app")!);
