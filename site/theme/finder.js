/* The search page: words and facets together. Pagefind finds the pages and says how well; the table beside its index knows their facets,
   order and weight; the pieces of the table of forms lead from what is typed to base forms. Whatever is shown is set as text, never as HTML. */
(() => {
  "use strict";

  const MARK = "⁂⁂";                              // what follows it on a page are base forms, which nobody reads
  const SIGNED = "pagefind_dcd".length;            // what a page's words begin with
  const FIRST = 97;                               // the letter of a facet's first value: a
  const PIECE = 2;                                // letters that the words of one piece of forms begin with
  const PAGE = 8, OPEN = 6, NAMED = 2;           // hits at a time; values of a facet that stand open; those that a hit names
  const BEFORE = 8, TEASER = 32, TAIL = 5;        // words before a teaser's first hit, and in all; letters of a compound's last part
  const PAUSE = 120;                              // ms of rest after a letter
  const RANKED = ["confidence", "freshness"];     // facets whose values have an order of their own
  const NARROW = matchMedia("(max-width: 44.984375em)");

  const place = document.querySelector(".u-finder");
  if (!place) return;
  const part = (name) => place.querySelector(name);
  const [form, field, body, status] = [".u-finder-ask", ".u-finder-field", ".u-finder-body", ".u-finder-status"].map(part);
  const [folds, groups, list, chips, more] = [".u-finder-facets", ".u-finder-groups", ".u-finder-hits", ".u-finder-chosen", ".u-finder-more"].map(part);
  const order = part(".u-finder-order select");
  const root = new URL("./", location.href.replace(/[?#].*$/, ""));
  const said = (name, values = {}) => Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), place.dataset[name]);

  if (location.protocol === "file:") {
    part(".u-finder-file").hidden = false;
    form.hidden = true;
    return;
  }

  /* Material opens the header's search where an address has a `q`: it is put aside until that has looked. */
  const linked = location.href, bare = new URL(linked);
  bare.searchParams.delete("q");
  history.replaceState(null, "", bare);

  const made = (tag, name, text) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  const unpacked = async (address, from = 0) => {
    const answer = await fetch(new URL(`pagefind/${address}`, root));
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    const text = await new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).text();
    return JSON.parse(text.slice(from));
  };

  const number = new Intl.NumberFormat(document.documentElement.lang || "fi");
  const chosen = new Map();                       // facet -> slugs
  const boxes = new Map();                        // facet -> what its part of the page is made of
  const pieces = new Map();                       // beginning of words -> its piece, being fetched or there
  const pages = new Map();                        // id -> its words, being fetched or there
  let engine, table, rows, inflected, shown = PAGE, turn = 0, rest;

  /* What is asked */

  const fetched = (words) => Promise.all([...new Set(words.map((word) => word.slice(0, PIECE)))].map((start) => {
    if (!table.pieces.includes(start)) return undefined;
    const name = [...start].map((letter) => letter.codePointAt(0).toString(16)).join("-");
    if (!pieces.has(start)) pieces.set(start, unpacked(`forms/${name}.bin`).then(inflected.learn, () => {}));
    return pieces.get(start);
  }));

  const understood = async (query) => {
    await fetched(query.normalize("NFC").toLowerCase().match(/\p{L}+/gu) || []);
    await fetched(inflected.understood(query).flatMap(({ asked }) => asked.slice(1)));
    return inflected.understood(query);
  };

  /* The query with each inflected word in each of its base forms, which every page with the word has; and as it stands, where a base form is a guess. */
  const wordings = (query, words) => {
    const most = Math.max(1, ...words.map(({ asked }) => asked.length - 1));
    const based = (place) => words.reduce((text, { asked: [typed, ...bases] }) => bases.length
      ? text.replace(new RegExp(`(?<!\\p{L})${typed}(?!\\p{L})`, "giu"), bases[Math.min(place, bases.length - 1)]) : text, query.normalize("NFC"));
    const all = Array.from({ length: most }, (_, place) => based(place));
    return [...new Set(words.every(({ sure }) => sure) && words.length ? all : [query, ...all])];
  };

  const found = async (query) => {
    if (!query) return { scores: new Map(table.ids.map((id) => [id, 1])), places: new Map(), words: [] };  // Pagefind would fetch its whole index
    const words = await understood(query);
    const answers = await Promise.all(wordings(query, words).map((wording) => engine.search(wording)));
    const scores = new Map(), places = new Map();
    answers.flatMap(({ results }) => results).forEach(({ id, score, words: at }) => {
      scores.set(id, (scores.get(id) || 0) + score);
      places.set(id, [...places.get(id) || [], ...at]);
    });
    return { scores, places, words };
  };

  /* Facets */

  const has = (facet, row) => facet.rows[row];
  const wanted = (facet) => [...chosen.get(facet.name) || []].map((slug) => facet.values.findIndex(([known]) => known === slug));
  const passes = (facet, row) => {
    const values = wanted(facet);
    return !values.length || has(facet, row).some((value) => values.includes(value));
  };
  const left = (ids, but) => {
    const asked = table.facets.filter((facet) => facet !== but && chosen.has(facet.name));
    return ids.filter((id) => asked.every((facet) => passes(facet, rows.get(id))));
  };
  const counts = (facet, ids) => {
    const told = facet.values.map(() => 0);
    left(ids, facet).forEach((id) => has(facet, rows.get(id)).forEach((value) => { told[value] += 1; }));
    return told;
  };

  const toggled = (name, slug, on) => {
    const slugs = new Set(chosen.get(name));
    if (on) slugs.add(slug); else slugs.delete(slug);
    if (slugs.size) chosen.set(name, slugs); else chosen.delete(name);
    shown = PAGE;
    ask(true);
  };

  const group = (facet) => {
    const total = counts(facet, [...rows.keys()]);
    const places = facet.values.map((_, value) => value);
    if (!RANKED.includes(facet.name)) places.sort((a, b) => total[b] - total[a] || a - b);
    const fieldset = made("fieldset", "u-finder-group");
    const lines = places.map((value) => {
      const [slug, name] = facet.values[value];
      const label = made("label", "u-finder-value"), box = made("input"), count = made("span", "u-finder-number");
      box.type = "checkbox";
      box.addEventListener("change", () => toggled(facet.name, slug, box.checked));
      label.append(box, made("span", "", name), count);
      return { value, slug, label, box, count };
    });
    const button = made("button", "u-finder-rest");
    const group_ = { facet, lines, button, fieldset, open: false };
    button.type = "button";
    button.addEventListener("click", () => { group_.open = true; draw(group_, group_.told); });
    fieldset.append(made("legend", "", facetName(facet.name)), ...lines.map(({ label }) => label), button);
    boxes.set(facet.name, group_);
    groups.append(fieldset);
  };

  const facetName = (name) => place.dataset[`facet${name[0].toUpperCase()}${name.slice(1)}`] || name;

  const draw = (group_, told) => {
    const { facet, lines, button, fieldset } = group_;
    const some = lines.filter(({ value, slug }) => told[value] || chosen.get(facet.name)?.has(slug));
    group_.told = told;
    lines.forEach((line) => {
      const at = some.indexOf(line);
      line.box.checked = Boolean(chosen.get(facet.name)?.has(line.slug));
      line.count.textContent = number.format(told[line.value]);
      line.label.hidden = at < 0 || (!group_.open && at >= OPEN && !line.box.checked);
    });
    const folded = some.filter(({ label }) => label.hidden).length;
    button.hidden = !folded;
    button.textContent = said("rest", { n: number.format(folded) });
    fieldset.hidden = !some.length;
  };

  const chip = (name, slug) => {
    const facet = table.facets.find((each) => each.name === name);
    const [, word] = facet.values.find(([known]) => known === slug);
    const item = made("li"), button = made("button", "u-finder-chip");
    button.type = "button";
    button.setAttribute("aria-label", said("without", { name: `${facetName(name)}: ${word}` }));
    button.append(made("span", "", word), made("span", "u-finder-cross", "×"));
    button.addEventListener("click", () => { toggled(name, slug, false); field.focus(); });
    item.append(button);
    return item;
  };

  const chipped = () => {
    const all = [...chosen].flatMap(([name, slugs]) => [...slugs].map((slug) => chip(name, slug)));
    if (all.length > 1) {
      const item = made("li"), button = made("button", "u-finder-rest", said("clear"));
      button.type = "button";
      button.addEventListener("click", () => { chosen.clear(); shown = PAGE; ask(true); field.focus(); });
      item.append(button);
      all.push(item);
    }
    chips.replaceChildren(...all);
    chips.hidden = !all.length;
    part(".u-finder-count").textContent = all.length ? said("chosen", { n: number.format([...chosen.values()].reduce((n, slugs) => n + slugs.size, 0)) }) : "";
  };

  /* Hits */

  const rank = (id, name) => {
    const facet = table.facets.find((each) => each.name === name);
    const values = facet ? has(facet, rows.get(id)) : [];
    return values.length ? Math.min(...values) : Infinity;
  };
  const before = (a, b) => (a < b ? -1 : Number(a > b));
  const sorted = (scores) => {
    const score = (id) => scores.get(id) * table.weights[rows.get(id)];
    const ids = [...scores.keys()].filter((id) => rows.has(id));
    const best = (a, b) => score(b) - score(a) || before(rows.get(a), rows.get(b));
    const day = (id) => table.dates[rows.get(id)];
    if (order.value === "confidence") return ids.sort((a, b) => before(rank(a, "confidence"), rank(b, "confidence")) || best(a, b));
    if (order.value === "date") return ids.sort((a, b) => before(day(b), day(a)) || best(a, b));
    return ids.sort(best);
  };

  const hit = (words) => {
    const typed = words.map(({ asked }) => asked[0]);
    const forms = new Set(words.flatMap((each) => [...each.forms]));
    const tails = [...forms].filter((each) => each.length >= TAIL);
    return (word) => word && (forms.has(word) || typed.some((each) => word.startsWith(each)) || tails.some((each) => word.endsWith(each)));
  };

  const pieced = (text, is) => text.split(/(\p{L}+)/u).map((each) => is(each.toLowerCase()) ? made("mark", "", each) : document.createTextNode(each));

  /* A few words around the first hits, out of what readers can read: never the base forms. */
  const teaser = (data, words, at_) => {
    const all = data.content.split(/\s+/), cut = all.includes(MARK) ? all.indexOf(MARK) : all.length;
    const from = Math.min(cut, (data.meta.title || "").split(/\s+/).filter(Boolean).length);
    const is = hit(words), exact = new Set(at_.filter((at) => at < cut));
    const hits = (at) => exact.has(at) || (all[at].toLowerCase().match(/\p{L}+/gu) || []).some(is);
    const places = all.slice(from, cut).map((_, n) => n + from);
    const first = places.find(hits);
    const start = Math.max(from, first === undefined ? from : first - BEFORE), end = Math.min(cut, start + TEASER);
    const line = made("p", "u-finder-teaser");
    if (start > from) line.append("… ");
    places.slice(start - from, end - from).forEach((at) => line.append(...pieced(all[at], exact.has(at) ? () => true : is), " "));
    if (end < cut) line.append("…");
    return line;
  };

  const told = (id) => {
    const line = made("small", "u-meta");
    table.facets.filter(({ name }) => ["kind", "persona", "stage", "theme", "confidence", "freshness"].includes(name)).forEach((facet) => {
      const values = has(facet, rows.get(id)), over = values.length - NAMED;
      const words = values.slice(0, NAMED).map((value) => facet.values[value][1]).join(", ") + (over > 0 ? ` +${over}` : "");
      if (words) line.append(made("span", facet.name === "kind" ? "u-finder-kind" : "", RANKED.includes(facet.name) ? `${facetName(facet.name)}: ${words}` : words));
    });
    return line;
  };

  const page = (id) => {
    if (!pages.has(id)) pages.set(id, unpacked(`fragment/${id}.pf_fragment`, SIGNED));
    return pages.get(id);
  };

  const item = (id, data, words, at_) => {
    const link = made("a", "u-item-name"), line = made("li", "u-item");
    link.href = new URL(data.url.replace(/^\/+/, ""), root).href;
    link.append(...pieced(data.meta.title || link.pathname, hit(words)));
    line.append(link, teaser(data, words, at_), told(id));
    return line;
  };

  /* The whole of it */

  const kept = (push) => {
    const address = new URL(location.href);
    address.search = "";
    if (field.value.trim()) address.searchParams.set("q", field.value.trim());
    chosen.forEach((slugs, name) => slugs.forEach((slug) => address.searchParams.append(name, slug)));
    if (order.value) address.searchParams.set("sort", order.value);
    if (address.href !== location.href) history[push ? "pushState" : "replaceState"](null, "", address);
  };

  const read = () => {
    const asked = new URLSearchParams(location.search);
    field.value = asked.get("q") || "";
    order.value = [...order.options].some(({ value }) => value === asked.get("sort")) ? asked.get("sort") : "";
    chosen.clear();
    table.facets.forEach(({ name, values }) => {
      const slugs = asked.getAll(name).filter((slug) => values.some(([known]) => known === slug));
      if (slugs.length) chosen.set(name, new Set(slugs));
    });
  };

  const ask = async (push, address = true) => {
    const mine = turn += 1, query = field.value.trim();
    if (address) kept(push);
    const { scores, places, words } = await found(query);
    if (mine !== turn) return;
    const ids = sorted(scores), hits = left(ids);
    boxes.forEach((group_, name) => draw(group_, counts(table.facets.find((facet) => facet.name === name), ids)));
    chipped();
    const items = await Promise.all(hits.slice(0, shown).map(async (id) => item(id, await page(id), words, places.get(id) || [])));
    if (mine !== turn) return;
    list.replaceChildren(...items);
    more.hidden = hits.length <= shown;
    status.textContent = !hits.length ? said("none") : hits.length === 1 ? said("one") : said("many", { n: number.format(hits.length) });
    place.dataset.asked = query;
  };

  const typed = () => {
    clearTimeout(rest);
    rest = setTimeout(() => { shown = PAGE; ask(false); }, PAUSE);
  };

  const moved = (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [field, ...list.querySelectorAll("a")], at = stops.indexOf(document.activeElement);
    const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
  };

  const listening = () => {
    form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(rest); shown = PAGE; ask(true); });
    field.addEventListener("input", typed);
    place.addEventListener("keydown", moved);
    order.addEventListener("change", () => { shown = PAGE; ask(true); });
    more.querySelector("button").addEventListener("click", async () => {
      const last = list.children.length;
      shown += PAGE;
      await ask(false);
      list.children[last]?.querySelector("a").focus();
    });
    addEventListener("popstate", () => { read(); ask(false, false); });
  };

  /* Rows are told in letters: "a bc" is the first value, then the second and the third. */
  const readable = (told_) => {
    told_.facets.forEach((facet) => {
      facet.rows = facet.rows.split(" ").map((row) => [...row].map((letter) => letter.codePointAt(0) - FIRST));
    });
    return told_;
  };

  const begun = async () => {
    const { createInstance } = await import(new URL("pagefind/pagefind.js", root));
    const instance = createInstance({ basePath: new URL("pagefind/", root).pathname, noWorker: true });  // the worker is another 41 kB
    await instance.init();
    return instance;
  };
  const coming = Promise.all([unpacked("finder.bin").then(readable), begun()]);
  coming.catch(() => {});

  const started = async () => {
    status.textContent = said("wait");
    [table, engine] = await coming;
    rows = new Map(table.ids.map((id, row) => [id, row]));
    table.facets.filter(({ values }) => values.length > 1).forEach(group);
    if (!table.dates.some(Boolean)) order.querySelector("[value=date]").remove();
    read();
    await ask(false, false);
    listening();
  };

  body.hidden = false;
  folds.open = !NARROW.matches;
  addEventListener("load", () => {
    history.replaceState(null, "", linked);
    inflected = window.uomaInflections();
    started().catch(() => { status.textContent = said("broken"); });
  });
})();
