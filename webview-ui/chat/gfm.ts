import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm as gfmSyntax } from 'micromark-extension-gfm';
import type { Options } from 'react-markdown';

type Plugin = NonNullable<Options['remarkPlugins']>[number];

/**
 * Tables, task lists, strikethrough and bare links for the Markdown parser. It only reads; the usual plugin also brings
 * what writes Markdown, which the view has no use for and which is heavier than all of this.
 */
export const gfm: Plugin = function () {
  Object.assign(this.data(), {
    micromarkExtensions: [gfmSyntax({ singleTilde: false })],
    fromMarkdownExtensions: [gfmFromMarkdown()],
  });
};
