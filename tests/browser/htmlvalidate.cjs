/* html-validate's recommended rules, but for what Material itself writes and nobody here can mend without taking its templates over. */
module.exports = {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    "doctype-style": "off",               // Material: <!doctype html>, which is as valid
    "no-trailing-whitespace": "off",      // Material: spaces at the ends of its templates' lines
    "valid-id": ["error", { relaxed: true }],   // Material: __drawer, __search, __palette_0; anchors of the material's own ids may begin with a digit
    "valid-autocomplete": "off",          // Material: autocomplete="off" on the checkboxes that open its drawer and search
    "wcag/h32": "off",                    // Material: its forms of palette and search are worked by scripts and submit nothing
    "unique-landmark": "off",             // Material: the table of contents stands twice, for wide windows and in the drawer
    "attribute-allowed-values": "off",    // Material: tabindex="" on the menu's labels
    "void-style": "off",                  // Markdown: <img /> in the handbook
    "no-inline-style": ["error", { allowedProperties: ["text-align"] }],   // Markdown: columns of numbers in the handbook's tables
    "long-title": "off",                  // a page is called what people said, however long
  },
};
