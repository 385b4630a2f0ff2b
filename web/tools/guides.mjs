// The guides in docs/ as modules of the workbench: made into HTML when it is built, so that the browser gets neither
// Markdown nor a reader of it. They are our own texts; the pictures stay in docs, where there is room for them.
import { readFile } from "node:fs/promises";
import MarkdownIt from "markdown-it";

const GUIDE = /\/docs\/guide-[a-z]+\.md$/;
const ANCHOR = /^<a id="([A-Za-z]+)"><\/a>\s*/;
const markdown = new MarkdownIt({ html: true, linkify: false });
const plain = (tokens, i) => tokens[i].content;

markdown.renderer.rules.image = () => "";
// Between two lines of Chinese there is no space.
markdown.renderer.rules.softbreak = () => "";
// An anchor is the only tag that a guide may have.
markdown.renderer.rules.html_block = (tokens, i) => {
  if (ANCHOR.test(plain(tokens, i))) return plain(tokens, i);
  throw new Error(`a guide has a tag that is no anchor: ${plain(tokens, i)}`);
};
markdown.renderer.rules.html_inline = (tokens, i) => {
  if (/^(<a id="[A-Za-z]+">|<\/a>)$/.test(plain(tokens, i))) return plain(tokens, i);
  throw new Error(`a guide has a tag that is no anchor: ${plain(tokens, i)}`);
};

export default function guides() {
  return {
    name: "guides",
    enforce: "pre",
    async load(id) {
      if (!GUIDE.test(id)) return null;
      const html = markdown.render(await readFile(id, "utf8")).replace(/<p>\s*<\/p>\n?/g, "");
      return { code: `export default ${JSON.stringify(html)};`, map: null };
    },
  };
}
