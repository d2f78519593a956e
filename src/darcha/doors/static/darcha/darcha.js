// What the pages do beyond the server: focus the summary of errors, warn before typed things are lost.
"use strict";

(() => {
  const summary = document.querySelector(".errors");
  if (summary) summary.focus();

  // A form that saves itself says so; a form that does not asks before the page is left.
  let dirty = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-keep]")) dirty = true;
  });
  document.addEventListener("submit", () => { dirty = false; });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (form && event.detail.successful && event.detail.requestConfig.verb === "post") dirty = false;
  });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

  // Sending twice by a double click is harmless for the server and confusing for people.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && button.dataset.once !== undefined) {
      if (button.getAttribute("aria-disabled")) event.preventDefault();
      button.setAttribute("aria-disabled", "true");
    }
  });
})();
