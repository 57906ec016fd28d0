import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const project = resolve(import.meta.dirname, '../..');

/** What each folder may import besides itself: folders of the project, and packages by the start of their name. */
const rules: Readonly<Record<string, { readonly folders: readonly string[]; readonly packages: readonly string[] }>> = {
  'src/protocol': { folders: [], packages: ['zod'] },
  'src/edits': { folders: ['src/protocol'], packages: ['diff'] },
  'src/agent': { folders: ['src/protocol', 'src/edits'], packages: ['zod', 'partial-json'] },
  'src/tools': { folders: ['src/agent', 'src/protocol', 'src/edits'], packages: ['zod'] },
  'src/security': { folders: ['src/agent', 'src/protocol'], packages: ['zod', 'unbash', 'web-tree-sitter'] },
  'src/prompts': {
    folders: ['src/agent', 'src/protocol'],
    packages: ['zod', '@growthbook/growthbook', 'gpt-tokenizer'],
  },
  'src/models': { folders: ['src/agent', 'src/protocol'], packages: ['zod'] },
  'src/platform': {
    folders: ['src/agent', 'src/protocol', 'src/edits'],
    packages: ['node:', 'zod'],
  },
  'src/editor': { folders: ['src/agent', 'src/protocol', 'src/edits'], packages: ['vscode', 'zod'] },
  'webview-ui': {
    folders: ['src/protocol/transcript.ts'],
    packages: [
      'react',
      'react-dom',
      'react-markdown',
      'mdast-util-',
      'micromark-extension-',
      'lowlight',
      'highlight.js',
      'react-virtuoso',
    ],
  },
};

/** Packages that one file, or the files of one folder, may import and no other; by type, all of that layer may. */
const onlyIn: Readonly<Record<string, string>> = {
  '@vscode/webview-ui-toolkit': 'webview-ui/ui.tsx',
  '@observablehq/plot': 'webview-ui/cost/draw.ts',
  '@anthropic-ai/sdk': 'src/models/clients/',
  '@anthropic-ai/bedrock-sdk': 'src/models/clients/bedrock.ts',
  '@anthropic-ai/vertex-sdk': 'src/models/clients/vertex.ts',
  'google-auth-library': 'src/models/clients/vertex.ts',
  openai: 'src/models/clients/openai.ts',
  unbash: 'src/security/shell/parse.ts',
  'web-tree-sitter': 'src/security/shell/secondParser.ts',
  'partial-json': 'src/agent/drafts.ts',
  '@growthbook/growthbook': 'src/prompts/evaluateFeatures.ts',
  'gpt-tokenizer': 'src/prompts/tokens/tokenCounter.ts',
  '@anthropic-ai/sandbox-runtime': 'src/platform/sandbox/library.ts',
};

/** What wires the parts; each may have a folder of its name. */
const roots = ['src/extension', 'src/cli', 'src/daemon'];

const ceiling = 400;

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mts|mjs)$/.test(entry.name))
    .map((entry) => relative(project, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(project, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const statics = [...text.matchAll(/\b(?:import|export)\s+(type\s+)?(?:[\w*{},\s$]+?\sfrom\s+)?'([^']+)'/g)];
  const dynamics = [...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)];
  return [
    ...statics.map((match) => ({ file, specifier: match[2] ?? '', typeOnly: match[1] !== undefined })),
    ...dynamics.map((match) => ({ file, specifier: match[1] ?? '', typeOnly: false })),
  ];
}

function targetOf(file: string, specifier: string): string {
  return relative(project, resolve(project, dirname(file), specifier))
    .split(sep)
    .join('/');
}

function refusal({ file, specifier, typeOnly }: Import): string | undefined {
  const folder = Object.keys(rules).find((name) => file.startsWith(`${name}/`));
  const rule = folder === undefined ? undefined : rules[folder];
  if (folder === undefined || rule === undefined) return undefined;
  if (!specifier.startsWith('.')) {
    const only = Object.entries(onlyIn).find(([name]) => specifier === name || specifier.startsWith(`${name}/`));
    const here = only && (only[1].endsWith('/') ? file.startsWith(only[1]) : file === only[1]);
    if (only) return here || typeOnly ? undefined : `${file} imports ${specifier}; only ${only[1]} may`;
    const allowed = rule.packages.some(
      (name) => specifier === name || specifier.startsWith(/[:-]$/.test(name) ? name : `${name}/`),
    );
    return allowed ? undefined : `${file} imports the package ${specifier}`;
  }
  const target = targetOf(file, specifier);
  if (target.startsWith(`${folder}/`)) return undefined;
  if (folder === 'webview-ui' && typeOnly && target.startsWith('src/protocol/')) return undefined;
  const allowed = rule.folders.some((name) => target === name || target.startsWith(`${name}/`));
  return allowed ? undefined : `${file} imports ${target}`;
}

const files = [...sourceFiles('src'), ...sourceFiles('webview-ui')];

describe('layers', () => {
  it('finds the sources', () => {
    expect(files).toEqual(expect.arrayContaining(['src/agent/loop.ts', 'src/security/gate.ts', 'webview-ui/main.tsx']));
  });

  it('every folder is in the table, and only roots, each with a folder for its parts, stand beside the folders', () => {
    const known = [...Object.keys(rules), ...roots];
    const strays = files.filter(
      (file) => !roots.some((root) => file === `${root}.ts`) && !known.some((folder) => file.startsWith(`${folder}/`)),
    );
    expect(strays).toEqual([]);
  });

  it('nothing but a root imports the parts of a root', () => {
    const partsOf = (root: string): Import[] =>
      files.filter((file) => file !== `${root}.ts` && !file.startsWith(`${root}/`)).flatMap(importsOf);
    const strays = roots.flatMap((root) =>
      partsOf(root).filter(({ file, specifier }) => targetOf(file, specifier).startsWith(`${root}/`)),
    );
    expect(strays).toEqual([]);
  });

  it('arrows point down and leaves never meet', () => {
    expect(
      files
        .flatMap(importsOf)
        .map(refusal)
        .filter((text) => text !== undefined),
    ).toEqual([]);
  });

  it('the view imports the protocol by type, and its fold', () => {
    const fold = files.filter((file) => file.startsWith('src/protocol/transcript')).flatMap(importsOf);
    const values = fold.filter((one) => !one.typeOnly).map(({ specifier }) => specifier);
    expect(values.filter((specifier) => !specifier.startsWith('./transcript'))).toEqual([]);
  });

  it.each<[string, Import, boolean]>([
    [
      'a leaf that imports a leaf',
      { file: 'src/tools/x.ts', specifier: '../security/gate.ts', typeOnly: false },
      false,
    ],
    [
      'a leaf that imports a leaf by type',
      { file: 'src/tools/x.ts', specifier: '../security/gate.ts', typeOnly: true },
      false,
    ],
    ['node in the loop', { file: 'src/agent/x.ts', specifier: 'node:fs', typeOnly: false }, false],
    ['vscode outside the editor', { file: 'src/tools/x.ts', specifier: 'vscode', typeOnly: true }, false],
    [
      'a schema in the view',
      { file: 'webview-ui/x.ts', specifier: '../src/protocol/events.ts', typeOnly: false },
      false,
    ],
    ['a type in the view', { file: 'webview-ui/x.ts', specifier: '../src/protocol/events.ts', typeOnly: true }, true],
    [
      'a tool that imports the agent',
      { file: 'src/tools/files/x.ts', specifier: '../../agent/tool.ts', typeOnly: false },
      true,
    ],
  ])('the rule judges %s', (_, one, allowed) => {
    expect(refusal(one) === undefined).toBe(allowed);
  });

  it(`no file is longer than ${ceiling} lines`, () => {
    const long = [...files, ...sourceFiles('test'), ...sourceFiles('scripts')]
      .map((file) => ({ file, lines: readFileSync(join(project, file), 'utf8').split('\n').length }))
      .filter(({ lines }) => lines > ceiling);
    expect(long).toEqual([]);
  });

  it('takes zod as a namespace: its named `z` brings the messages of all languages, 360 KB, into each bundle', () => {
    const named = /import \{[^}]*\bz\b[^}]*\} from 'zod'/;
    const files = sourceFiles('src').filter((file) => named.test(readFileSync(join(project, file), 'utf8')));
    expect(files).toEqual([]);
  });
});
