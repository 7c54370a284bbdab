/* On paper nothing can be opened: what is folded unfolds while a page is printed, and each sheet says whose it is and of when. */
(() => {
  "use strict";

  const opened = [];
  addEventListener("beforeprint", () => {
    document.querySelectorAll(".md-content details:not([open])").forEach((fold) => { fold.open = true; opened.push(fold); });
  });
  addEventListener("afterprint", () => opened.splice(0).forEach((fold) => { fold.open = false; }));

  /* The foot of each sheet: CSS cannot carry words from the page there, so the rule is written here. */
  const said = (selector) => [...document.querySelectorAll(selector)].map((each) => each.textContent.trim()).filter(Boolean);
  const whose = [said(".md-header__title .md-header__topic")[0], said(".u-foot > span").at(-2)].filter(Boolean).join(" · ");
  const quoted = whose.replace(/[^\p{L}\p{N} ·.,:&()-]/gu, " ");
  const style = document.createElement("style");
  style.textContent = `@media print { @page { @bottom-left { content: "${quoted}"; } } }`;
  document.head.append(style);
})();
