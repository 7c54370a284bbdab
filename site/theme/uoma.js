/* What the pages cannot do alone: a filter above long tables, the menu's current section, names for the search dialog and for the drawer's groups, wide tables by keyboard. */
(() => {
  "use strict";

  const LONG = 8;

  /* A field that looks for words in rows, and the place that says how many are left. */
  const finder = (rows, name) => {
    const words = rows.map((row) => row.textContent.toLocaleLowerCase());
    const field = document.createElement("input");
    field.type = "search";
    field.className = "u-filter";
    field.placeholder = field.ariaLabel = name;
    const count = document.createElement("span");
    count.className = "u-found";
    count.setAttribute("role", "status");
    const wanted = () => field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const has = (place) => wanted().every((word) => words[place].includes(word));
    const tell = (left, none, asked) => { count.textContent = !asked ? "" : left ? `${left}/${rows.length}` : none; };
    return { field, count, wanted, has, tell };
  };

  const filter = (table) => {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < LONG) return;
    const { field, count, wanted, has, tell } = finder(rows, table.dataset.filter);
    field.addEventListener("input", () => {
      rows.forEach((row, place) => { row.hidden = !has(place); });
      const left = rows.filter((row) => !row.hidden).length;
      tell(left, table.dataset.none, wanted().length > 0);
      table.tHead.hidden = left === 0;
    });
    const line = document.createElement("div");
    line.className = "u-filtering";
    line.append(field, count);
    table.parentElement.before(line);
  };

  const triage = (bar) => {
    const rows = [...document.querySelectorAll("tr[data-severity]")];
    if (rows.length < LONG) return;
    const { field, count, has, tell } = finder(rows, bar.dataset.filter);
    let only = "every";
    const apply = () => {
      rows.forEach((row, place) => { row.hidden = (only !== "every" && row.dataset.severity !== only) || !has(place); });
      const left = rows.filter((row) => !row.hidden).length;
      tell(left, bar.dataset.none, left !== rows.length);
      new Set(rows.map((row) => row.closest(".u-scroll"))).forEach((shelf) => {
        const empty = !shelf.querySelector("tr[data-severity]:not([hidden])");
        for (let part = shelf; part; part = part.tagName === "H2" ? null : part.previousElementSibling) part.hidden = empty;
      });
    };
    const buttons = ["every", "error", "warning", "note"].map((name) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = bar.dataset[name];
      button.setAttribute("aria-pressed", String(name === only));
      button.addEventListener("click", () => {
        only = name;
        buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
        apply();
      });
      return button;
    });
    field.addEventListener("input", apply);
    bar.append(field, ...buttons, count);
  };

  /* The drawer's groups whose first page is their own are switched by a label without words; it names the group's list too. */
  const name = (list) => {
    const label = document.getElementById(list.getAttribute("aria-labelledby"));
    const title = list.querySelector(":scope > .md-nav__title");
    if (!label || !title || label.textContent.trim()) return;
    const words = document.createElement("span");
    words.className = "u-unseen";
    words.textContent = title.textContent.trim();
    label.append(words);
  };

  /* The tab of the page's group: Material marks only pages that the menu names. */
  const mark = (tabs) => {
    const menu = document.querySelector(".u-menu[data-tab]");
    const tab = menu && tabs[menu.dataset.tab];
    if (tab) tab.setAttribute("aria-current", "true");
  };

  document.querySelectorAll("table[data-filter]").forEach(filter);
  document.querySelectorAll(".u-triage").forEach(triage);
  addEventListener("load", () => document.querySelectorAll(".md-typeset__scrollwrap").forEach((wide) => { wide.tabIndex = 0; }));
  document.querySelectorAll(".md-nav[aria-labelledby]").forEach(name);
  mark([...document.querySelectorAll(".md-tabs__link")]);
  const search = document.querySelector("[data-md-component=search]");
  const query = document.querySelector("[data-md-component=search-query]");
  if (search && query) {
    const name = query.getAttribute("aria-label") || query.placeholder;
    search.setAttribute("aria-label", name);
    search.querySelectorAll("[role=search]").forEach((form) => form.setAttribute("aria-label", name));   // a page may have another search
  }
})();
