/* The header search and inflected words: what is typed is asked in its base form too, and a hit shows the words that it hits.
   Stands between the search field and Material's worker; the forms come from search/forms.js, fetched when someone begins to search. */
(() => {
  "use strict";

  const QUERY = 2, RESULT = 3;                    // the kinds of message that Material's search worker takes and gives
  const SHORTEST = 4, LONG = 8;                   // letters: of a word; of one that may be a compound's first part
  const BEFORE = 8, TEASER = 32;                  // words of a teaser: before its first hit; in all
  const OPERATORS = /["*:^~]|(^|\s)[+-]/;         // who writes these knows what to ask
  const ENDING = new RegExp(
    "^[aeiouyäö]{0,2}(n|t|a|ä|[sl]?t[aä]|ss[aä]|ll[aä]|tt[aä]|lle|kse|ksi|n[aä]|[dt]en|tten|h[aeiouyäö]n|see?n|sii?n)?"
    + "(ni|si|ns[aä]|mme|nne)?(kin|kaan|kään|k[oö]|h[aä]n)?$");
  const STRONGER = { nn: "nt", ll: "lt", rr: "rt", mm: "mp", ng: "nk", d: "t", v: "p", k: "kk", p: "pp", t: "tt" };
  const WEAKER = { nt: "nn", lt: "ll", rt: "rr", mp: "mm", nk: "ng", kk: "k", pp: "p", tt: "t", t: "d", p: "v" };
  const LAST = /(nn|ll|rr|mm|ng|nt|lt|rt|mp|nk|kk|pp|tt|[dvkpt])([aeiouyäö]*)$/;
  const BACK = [                                  // the end of a stem, and that of its base form
    [/$/, ""], [/ks[ei]?$/, "s"], [/s[ei]?$/, "nen"], [/[dt]e?$/, "s"], [/[dt]e$/, "si"], [/e$/, "i"], [/$/, "i"], [/ee?$/, "e"],
    [/([aäiu])\1?$/, "$1s"], [/[oi]$/, "a"], [/[öi]$/, "ä"],
  ];

  /* A table of forms, and what it says of a typed word. */
  const inflections = () => {
    const families = new Map();                   // base form -> all forms
    const bases = new Map();                      // other form -> base forms

    const graded = (stem, grades) => {
      const found = LAST.exec(stem);
      return found && grades[found[1]] ? [stem.slice(0, found.index) + grades[found[1]] + found[2]] : [];
    };

    const exact = (stem) => [stem, ...graded(stem, STRONGER), ...graded(stem, WEAKER)]
      .flatMap((each) => BACK.filter(([end]) => end.test(each)).map(([end, base]) => each.replace(end, base)))
      .filter((base) => families.has(base) || (base.length >= LONG && [...families.keys()].some((known) => known.startsWith(base))));

    const siblings = (stem) => [...families].flatMap(([base, forms]) =>
      forms.some((form) => form.startsWith(stem) && ENDING.test(form.slice(stem.length))) ? [base] : []);

    const guessed = (word) => {
      for (let cut = word.length - 1; cut >= SHORTEST; cut -= 1) {
        if (!ENDING.test(word.slice(cut))) continue;
        const found = [...exact(word.slice(0, cut)), ...siblings(word.slice(0, cut))];
        if (found.length) return [...new Set(found)];
      }
      return [];
    };

    const based = (word) => {
      if (families.has(word)) return [];
      const found = bases.get(word) || guessed(word);
      return found.filter((base) => !found.some((other) => other !== base && other.endsWith(base)) && !base.startsWith(word));
    };

    const learn = (table) => {
      for (const [base, told] of Object.entries(table)) {
        const forms = told.split(" ").filter(Boolean);
        families.set(base, [...new Set([base, ...families.get(base) || [], ...forms])]);
        forms.forEach((form) => bases.set(form, [...new Set([...bases.get(form) || [], base])]));
      }
    };

    const understood = (query) => {
      if (OPERATORS.test(query)) return [];
      const typed = new Set(query.normalize("NFC").toLowerCase().match(/\p{L}+/gu));
      return [...typed].filter((word) => word.length >= SHORTEST).map((word) => {
        const asked = [word, ...based(word)];
        const kin = [...families].filter(([base]) => asked.some((each) => base.startsWith(each)));
        return { asked, sure: families.has(word) || bases.has(word), forms: new Set(kin.flatMap(([, forms]) => forms)) };
      });
    };

    return { learn, understood };
  };
  window.uomaInflections = inflections;           // the search page asks the same way

  const field = document.querySelector("[data-md-component=search-query]");
  if (!field || !window.Worker) return;
  const script = document.currentScript.src;
  const address = new URL("../../search/forms.js", script).href;
  const post = window.Worker.prototype.postMessage;
  const { learn, understood } = inflections();
  let worker, last, waiting = [];

  const marked = (text, forms, seen) => text.replace(/<mark>[^<]*<\/mark>|<[^>]*>|&[^;\s]+;|\p{L}+/gu, (part) => {
    const form = part.toLowerCase();
    return forms.has(form) ? seen.add(form) && `<mark>${part}</mark>` : part;
  });

  const teaser = (text) => {
    const words = text.replace(/<(?!\/?mark>)[^>]*>/g, " ").trim().split(/\s+/);
    const from = Math.max(0, words.findIndex((word) => word.includes("<mark>")) - BEFORE);
    const shown = words.slice(from, from + TEASER).join(" ");
    return shown && `<p>${from ? "… " : ""}${shown}${from + TEASER < words.length ? " …" : ""}</p>`;
  };

  const mended = (item, words) => {
    for (const { asked, forms } of words) {
      const seen = new Set(), hit = asked.some((word) => item.terms[word]);
      item.text = marked(item.text || "", forms, seen);
      asked.slice(1).forEach((base) => delete item.terms[base]);
      if (hit && !(seen.size && !item.terms[asked[0]])) item.terms[asked[0]] = true;
      else if (hit) delete item.terms[asked[0]];
      seen.forEach((form) => { item.terms[form] = true; });
    }
    item.text = item.text && teaser(item.text);
  };

  // Material listens first and shows the answer as it is; the mended one follows at once, and takes its place before anything is painted.
  const answered = (event) => {
    const { data } = event;
    if (data.type !== RESULT || data.mended) return;
    event.stopImmediatePropagation();
    const words = waiting.shift() || [];
    data.data.items.flat().forEach((item) => mended(item, words));
    worker.dispatchEvent(new MessageEvent("message", { data: { ...data, mended: true } }));
  };

  window.Worker.prototype.postMessage = function (message, ...rest) {
    if (!message || message.type !== QUERY) return post.call(this, message, ...rest);
    if (worker !== this) {
      [worker, waiting] = [this, []];
      worker.addEventListener("message", answered);
    }
    last = message;
    const words = understood(message.data);
    waiting.push(words);
    const more = words.flatMap(({ asked }) => asked.slice(1));
    return post.call(this, { ...message, data: [message.data, ...new Set(more)].join(" ") }, ...rest);
  };

  /* A library too large for the header's own index: its field leads to the search page, and nothing is looked up here. */
  const led = () => {
    document.documentElement.classList.add("u-led");
    const form = field.closest("form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      const page = new URL(`../../${window.__finder}`, script);
      page.searchParams.set("q", field.value.trim());
      location.assign(page);
    }, { capture: true });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.stopImmediatePropagation();
      event.preventDefault();
      form.requestSubmit();
    }, { capture: true });
  };

  const came = () => {
    if (window.__finder) return led();
    learn(window.__forms || {});
    if (last && last.data.trim()) worker.postMessage(last);
    return undefined;
  };

  const fetched = () => {
    const script = document.createElement("script");
    [script.src, script.charset, script.onload] = [address, "utf-8", came];
    document.head.append(script);
  };

  if (document.activeElement === field) fetched();
  else field.addEventListener("focus", fetched, { once: true });
})();
