/* A quote that an address names may lie in a fold: it is opened, and so is every fold on paper. The group's bar shows the section at hand.
   Where the site was opened from a file, the field on a page asks the search at the top. */
(() => {
  "use strict";

  const unfold = () => {
    const named = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = named && named.closest("details:not([open])");
    if (!fold) return;
    for (let part = fold; part; part = part.parentElement.closest("details")) part.open = true;
    named.scrollIntoView();
  };

  addEventListener("hashchange", unfold);
  addEventListener("beforeprint", () => document.querySelectorAll("details.u-voice:not([open]), details.u-more:not([open])").forEach((fold) => {
    fold.open = true;
    fold.dataset.folded = "";
  }));
  addEventListener("afterprint", () => document.querySelectorAll("details[data-folded]").forEach((fold) => {
    fold.open = false;
    delete fold.dataset.folded;
  }));
  unfold();

  const here = document.querySelector(".u-menu [aria-current]");
  if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 16;

  const query = document.querySelector("[data-md-component=search-query]");
  const opener = document.getElementById("__search");
  if (location.protocol === "file:" && query && opener) document.querySelectorAll(".u-ask-field").forEach((form) => form.addEventListener("submit", (event) => {
    event.preventDefault();
    query.value = new FormData(form).get("q");
    opener.checked = true;
    query.focus();
  }));
})();
