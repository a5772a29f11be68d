import { isOver, type JobDetails } from "../../../shared/protocol/training/training-jobs.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { moment } from "../../ui/numbers.ts";
import { hostPassword } from "../host-password.ts";
import { cancelJob, jobDetails } from "../lab-link.ts";

/** What an engine wrote about a job and what went wrong, for hosts, who may cancel it. Asks for the host password where the server wants one. */
export function jobDialog(): { root: HTMLElement; open(id: string): void } {
  const access = hostPassword();
  const told = element("div", {});
  const log = element("pre", { class: "lab-log", attributes: { tabindex: "0" } });
  const close = element("button", { class: "button", text: t("lab.job.close"), attributes: { type: "button" } });
  const show = element("button", { class: "button", text: t("lab.job.show"), attributes: { type: "submit" } });
  const cancel = element("button", {
    class: "button danger",
    text: t("lab.job.cancel"),
    attributes: { type: "button" },
  });
  const form = element(
    "form",
    { class: "rollback" },
    element("h2", { text: t("lab.job.heading"), attributes: { id: "job-heading" } }),
    access.field,
    access.problem,
    told,
    log,
    element("div", { class: "rollback-ways" }, close, show, cancel),
  );
  const root = element("dialog", { class: "panel", attributes: { "aria-labelledby": "job-heading" } }, form);
  let job = "";

  close.addEventListener("click", () => root.close());
  cancel.addEventListener("click", () => void ask(cancelJob));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask(jobDetails);
  });

  async function ask(how: (id: string, password: string) => Promise<JobDetails>): Promise<void> {
    access.clear();
    const id = job;
    try {
      const details = await how(id, access.value());
      if (id === job) draw(details);
    } catch (error) {
      access.complain(error);
    }
  }

  function draw(details: JobDetails | null): void {
    told.replaceChildren(...(details === null ? [] : detailLines(details)).map((text) => element("p", { text })));
    setText(log, details?.log || t("lab.job.noLog"));
    log.hidden = details === null;
    cancel.hidden = details === null || isOver(details.state) || details.state === "gated";
  }

  return {
    root,
    open(id) {
      job = id;
      access.reset();
      draw(null);
      root.showModal();
      void ask(jobDetails);
    },
  };
}

/** What went wrong, with all particulars. */
function detailLines({ reason, refusals }: JobDetails): readonly string[] {
  return [...(reason === null ? [] : [reason]), ...refusals.map((one) => `${moment(one.at)}: ${one.reason}`)];
}
