/* "Ask us": while somebody writes a question, the nearest of what is known and asked already. The page carries what can be found;
   words meet by their stems, and by the site's table of forms (search/forms.js) where it can be loaded. Nothing is sent anywhere. */
(() => {
  "use strict";

  const index = document.getElementById("u-ask-index");
  const part = document.querySelector(".u-ask");
  if (!index || !part) return;

  const NEAREST = 5, SHORTEST = 3, PREFIX = 5;
  const NEAR = 0.2;                               // of the question's weight, that an answer must share to be called near
  const TELLING = 1.9;                            // and how much at least: one rare word, or two common ones
  const UNKNOWN = 1;                              // weight of a word that nothing here has
  const PARTLY = 0.6;                             // of a word's weight, where only its beginning or a part of a compound is shared
  const { entries, nothings } = JSON.parse(index.textContent);
  const silent = new Set(nothings.split(" "));
  const bases = new Map();                        // form -> base forms, as the site's table knows them
  const forms = new URL("../../search/forms.js", document.currentScript.src).href;

  const CASE = /(?:iden|itten|ien|jen|ten|den|[sl]t[aä]|ss[aä]|ll[aä]|[st]s[aä]|n[aä]|lle|ksi|tt[aä]|h[aeiouyäö]n|seen|siin|een|ssa|t[aä]|[aä]|n|t)$/;
  const OWN = /(?:ni|si|ns[aä]|mme|nne|(?<=[aä])[aä]n)$/;
  const VERB = /(?:isi)?(?:v[aä]t|mme|tte|isi|[td]?t[aä]{2}n|nut|nyt|neet|m[aä]{2}n|m[ai]ses?s?[aä]?|ess[aä])$/;
  const CLITIC = /(?:kin|k[aä]{2}n|k[oö]|h[aä]n|p[aä])$/;
  const WEAK = [["kk", "k"], ["pp", "p"], ["tt", "t"], ["nn", "nt"], ["ll", "lt"], ["rr", "rt"], ["mm", "mp"], ["ng", "nk"], ["d", "t"], ["v", "p"]];
  const ENGLISH = /(?:ings?|ed|es|s|er|e|ly)$/;

  const words = (text) => (text.normalize("NFC").toLowerCase().match(/[\p{L}]+/gu) || []).filter((word) => word.length >= SHORTEST);

  const tells = (word) => !silent.has(word) && !silent.has(word.replace(CLITIC, ""));

  const cut = (word, ending, left) => {
    const shorter = word.replace(ending, "");
    return shorter.length >= left ? shorter : word;
  };

  /* What forms of one word have in common: endings off, the last vowels off, the strong and the weak grade as one. Rough, and the same for both sides. */
  const stem = (word) => {
    if (word.length < 5 && !/[aeiouyäö]$/.test(word)) return word;
    const bare = cut(word, CLITIC, 4), verb = cut(bare, VERB, 4);
    let rest = verb === bare ? cut(cut(bare, OWN, 4), CASE, 4) : verb;
    rest = cut(rest, /(?:nen|s[ei]?|ks[ei]?|i?st[ai]?|u[st]|y[st]|i)$/, 4);
    rest = cut(rest, /[aeiouyäöj]+$/, 3);
    const [weak, strong] = WEAK.find(([end]) => rest.endsWith(end)) || ["", ""];
    return weak ? rest.slice(0, -weak.length) + strong : rest;
  };

  const keys = (word) => [...new Set([stem(word), ...(bases.get(word) || []).map(stem),
    ...(document.documentElement.lang === "en" ? [cut(word, ENGLISH, 4)] : [])])];

  let known, often;
  const learn = () => {
    known = entries.map(([kind, text, path, sign, also]) => {
      const own = words(`${text} ${also}`).filter(tells);
      return { kind, text, path, sign, own: [...new Set(own)].map((word) => [word, stem(word)]), keys: new Set(own.flatMap(keys)) };
    });
    often = new Map();
    known.forEach((each) => each.keys.forEach((key) => often.set(key, (often.get(key) || 0) + 1)));
  };

  const weight = (asked) => {
    const met = Math.max(0, ...asked.map((key) => often.get(key) || 0));
    return met ? Math.log(1 + known.length / (1 + met)) : UNKNOWN;
  };

  const shares = (asked, word, each) => {
    if (asked.some((key) => each.keys.has(key))) return 1;
    const [root] = asked;
    if (root.length < PREFIX) return 0;
    const begins = (other) => other.length >= PREFIX && (other.startsWith(root) || root.startsWith(other));
    const within = (other) => other.length > word.length + 3 && other.includes(root);  // a part of a compound
    return each.own.some(([other, rest]) => begins(rest) || within(other)) ? PARTLY : 0;
  };

  const nearest = (text) => {
    const all = [...new Set(words(text))], telling = all.filter(tells);
    const asked = (telling.length ? telling : all).map((word) => ({ word, keys: keys(word) })).map((each) => ({ ...each, weight: weight(each.keys) }));
    const whole = asked.reduce((sum, each) => sum + each.weight, 0);
    return known
      .map((each, place) => ({ each, place, shared: asked.reduce((sum, one) => sum + one.weight * shares(one.keys, one.word, each), 0) }))
      .filter(({ shared }) => shared >= NEAR * whole && shared >= Math.min(TELLING, whole))
      .sort((a, b) => b.shared - a.shared || a.place - b.place)
      .slice(0, NEAREST)
      .map(({ each }) => each);
  };

  const item = ({ kind, text, path, sign }) => {
    const line = document.createElement("li");
    line.className = "u-item";
    const name = document.createElement("a");
    name.className = "u-item-name";
    name.href = path.replace(/\.md(?=#|$)/, ".html");
    name.textContent = text;
    const meta = document.createElement("small");
    meta.className = "u-meta";
    [part.getAttribute(`data-${kind}`), sign && part.getAttribute(`data-${sign}`)].filter(Boolean).forEach((told, place) => {
      const word = document.createElement("span");
      word.className = place ? "u-badge" : "";
      word.textContent = told;
      meta.append(word);
    });
    line.append(name, " ", meta);
    return line;
  };

  const field = part.querySelector("textarea");
  const status = part.querySelector("[role=status]");
  const list = part.querySelector("ol");
  const send = document.querySelector(".u-send");
  const mail = send.querySelector("a[href^='mailto:']");
  const address = mail && mail.getAttribute("href");
  const copy = send.querySelector(".u-copy");
  const command = send.querySelector(".u-command");

  const tell = () => {
    const text = field.value.trim(), found = text.length < SHORTEST ? [] : nearest(text);
    list.replaceChildren(...found.map(item));
    const many = found.length === 1 ? part.dataset.one : part.dataset.many.replace("#", found.length);
    status.textContent = words(text).length < 2 && !found.length ? "" : found.length ? many : part.dataset.none;
    command.textContent = `uoma ask "${text.replace(/\s+/g, " ").replace(/"/g, "”").replace(/[\\$`!]/g, "") || "…"}"`;
    if (mail) mail.href = text ? `${address}&body=${encodeURIComponent(text)}` : address;
  };

  /* A page on a plain-http intranet has no clipboard of its own: there the field is marked and copied the old way. */
  const copied = () => (navigator.clipboard ? navigator.clipboard.writeText(field.value) : Promise.reject(new Error("none")))
    .catch(() => { field.select(); document.execCommand("copy"); });

  let waiting;
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(tell, 120); });
  copy.hidden = false;
  copy.addEventListener("click", () => copied().then(() => {
    const name = copy.textContent;
    copy.textContent = part.dataset.copied;
    setTimeout(() => { copy.textContent = name; }, 1600);
  }));

  field.addEventListener("focus", () => {
    const script = document.createElement("script");
    [script.src, script.charset] = [forms, "utf-8"];
    script.onload = () => {
      for (const [base, told] of Object.entries(window.__forms || {})) {
        told.split(" ").filter(Boolean).forEach((form) => bases.set(form, [...bases.get(form) || [], base]));
      }
      learn();
      tell();
    };
    document.head.append(script);
  }, { once: true });

  learn();
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) field.value = asked.slice(0, 1000);
  tell();
})();
