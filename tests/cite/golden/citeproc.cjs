// Reads {styles: {name: xml}, locales: {name: xml}, items: [CSL-JSON]} and writes what citeproc-js makes of each
// item alone: {style: {id: {reference, in_text}}}. Started by make.py.
"use strict";
const CSL = require("citeproc");
const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
const items = Object.fromEntries(input.items.map((item) => [item.id, item]));
const system = {
  retrieveLocale: (name) => input.locales[name] || false,
  retrieveItem: (id) => JSON.parse(JSON.stringify(items[id])),
};
const plain = (text) => text.replace(/\s+/g, " ").trim();
const result = {};
for (const [name, xml] of Object.entries(input.styles)) {
  result[name] = {};
  const engine = new CSL.Engine(system, xml);
  engine.setOutputFormat("text");
  for (const id of Object.keys(items)) {
    engine.updateItems([id]);
    const bibliography = engine.makeBibliography();
    result[name][id] = {
      reference: bibliography ? plain(bibliography[1].join("")) : "",
      in_text: plain(engine.makeCitationCluster([{ id }])),
    };
  }
}
process.stdout.write(JSON.stringify(result));
