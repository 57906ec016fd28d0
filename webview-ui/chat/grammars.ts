import bash from 'highlight.js/lib/languages/bash';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import markdown from 'highlight.js/lib/languages/markdown';
import php from 'highlight.js/lib/languages/php';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import shell from 'highlight.js/lib/languages/shell';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

// Loaded by itself, with the first code block that wants colours (highlight.ts): a good part of the view's bytes.

const lowlight = createLowlight({
  bash,
  cpp,
  csharp,
  css,
  diff,
  go,
  ini,
  java,
  json,
  kotlin,
  markdown,
  php,
  python,
  ruby,
  rust,
  shell,
  sql,
  typescript,
  xml,
  yaml,
});
lowlight.registerAlias({
  // TypeScript's grammar is JavaScript's and more; both would be the same bytes twice.
  typescript: ['javascript', 'js', 'jsx', 'mjs', 'cjs'],
  xml: ['vue', 'svelte'],
  css: ['scss', 'less'],
  cpp: ['c', 'h'],
  json: ['json5'],
  ini: ['dotenv'],
});

/** Code as a tree of coloured pieces; `undefined` where the language is not known. */
export function parseCode(code: string, language: string): Coloured | undefined {
  return lowlight.registered(language) ? lowlight.highlight(language, code) : undefined;
}

export type Coloured = ReturnType<typeof lowlight.highlight>;
