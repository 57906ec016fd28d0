import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const project = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(project, path), 'utf8');

const Command = z.object({ command: z.string(), title: z.string(), category: z.literal('Belay') });
const MenuItem = z.object({
  command: z.string().optional(),
  submenu: z.string().optional(),
  when: z.string().optional(),
});
const Setting = z.object({
  type: z.string(),
  default: z.unknown(),
  scope: z.enum(['application', 'machine', 'window', 'resource']),
  markdownDescription: z.string(),
  enum: z.array(z.string()).optional(),
  markdownEnumDescriptions: z.array(z.string()).optional(),
});
const Manifest = z.object({
  main: z.string(),
  icon: z.string(),
  engines: z.object({ vscode: z.string() }),
  enabledApiProposals: z.undefined().optional(),
  devDependencies: z.record(z.string(), z.string()),
  activationEvents: z.array(z.string()),
  capabilities: z.object({
    untrustedWorkspaces: z.object({
      supported: z.literal('limited'),
      description: z.string(),
      restrictedConfigurations: z.array(z.string()),
    }),
    virtualWorkspaces: z.object({ supported: z.literal(false), description: z.string() }),
  }),
  contributes: z.looseObject({
    commands: z.array(Command),
    viewsContainers: z.object({ activitybar: z.array(z.object({ id: z.string(), icon: z.string() })) }),
    views: z.record(z.string(), z.array(z.object({ id: z.string(), type: z.string(), icon: z.string() }))),
    colors: z.array(z.object({ id: z.string() })),
    submenus: z.array(z.object({ id: z.string() })),
    menus: z.record(z.string(), z.array(MenuItem)),
    keybindings: z.array(
      z.object({ command: z.string(), key: z.string(), mac: z.string().optional(), when: z.string().optional() }),
    ),
    configuration: z.object({ properties: z.record(z.string(), Setting) }),
    walkthroughs: z.array(
      z.object({
        steps: z.array(
          z.object({
            description: z.string(),
            media: z.object({ markdown: z.string() }),
            completionEvents: z.array(z.string()),
          }),
        ),
      }),
    ),
  }),
});

const raw: unknown = JSON.parse(read('package.json'));
const manifest = Manifest.parse(raw);
const { contributes } = manifest;
const strings = z.record(z.string(), z.string()).parse(JSON.parse(read('package.nls.json')));
const commands = contributes.commands.map(({ command }) => command);

/** Menus and contribution points that are stable in the VS Code of `engines`; the test host would grant proposed ones. */
const stableMenus = [
  'commandPalette',
  'view/title',
  'editor/context',
  'editor/title',
  'explorer/context',
  'scm/title',
  'scm/change/title',
  'scm/resourceState/context',
  'view/item/context',
  'editor/lineNumber/context',
  'comments/commentThread/title',
  'comments/commentThread/context',
];
const stablePoints = [
  'colors',
  'commands',
  'viewsContainers',
  'views',
  'viewsWelcome',
  'submenus',
  'menus',
  'keybindings',
  'configuration',
  'configurationDefaults',
  'walkthroughs',
];

/** Keys of the editor itself that a `when` clause may read. */
const knownContext =
  /^(?:view|focusedView|resource|resourceScheme|resourcePath|editorIsOpen|editorFocus|editorTextFocus|editorHasSelection|findWidgetVisible|explorerResourceIsFolder|originalResource|viewItem|scmProvider|commentController|commentThread|workspaceFolderCount|belay\.[\w.]+)$/;

describe('the manifest', () => {
  it('uses nothing proposed', () => {
    expect(Object.keys(z.looseObject({}).parse(raw))).not.toContain('enabledApiProposals');
    expect(Object.keys(contributes).filter((point) => !stablePoints.includes(point))).toEqual([]);
    const own = contributes.submenus.map(({ id }) => id);
    const menus = Object.keys(contributes.menus);
    expect(menus.filter((menu) => !stableMenus.includes(menu) && !own.includes(menu))).toEqual([]);
    expect(own.filter((menu) => !menus.includes(menu))).toEqual([]);
  });

  it('asks for no newer editor than its types are for', () => {
    expect(manifest.engines.vscode).toBe('^1.106.0');
    expect(manifest.devDependencies['@types/vscode']).toBe('1.106.0');
  });

  it('names only commands that exist, each once', () => {
    expect(new Set(commands).size).toBe(commands.length);
    const used = [
      ...Object.values(contributes.menus).flatMap((items) => items.flatMap(({ command }) => command ?? [])),
      ...contributes.keybindings.map(({ command }) => command),
      ...contributes.walkthroughs.flatMap(({ steps }) =>
        steps.flatMap(({ description, completionEvents }) => [
          ...[...translated(description).matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command ?? ''),
          ...completionEvents.flatMap((event) => /^onCommand:(.+)$/.exec(event)?.[1] ?? []),
        ]),
      ),
    ];
    expect(used.filter((command) => !commands.includes(command))).toEqual([]);
    expect(used.length).toBeGreaterThan(commands.length);
  });

  it('declares exactly the commands that are registered', () => {
    const registered = [...read('src/editor/commands.ts').matchAll(/^ {4}'(belay\.\w+)':/gm)].map(([, id]) => id ?? '');
    expect(registered.sort()).toEqual([...commands].sort());
  });

  it('runs no command from the sources that does not exist', () => {
    const called = sources('src').flatMap((file) =>
      [...read(file).matchAll(/'(belay\.\w+)'/g)].map(([, id]) => id ?? ''),
    );
    const keys = [...read('src/editor/contextKeys.ts').matchAll(/\| '(belay\.\w+)'/g)].map(([, key]) => key ?? '');
    const others = [
      'belay.chat',
      'belay.changes',
      'belay.somethingPending',
      'belay.status',
      'belay.session',
      'belay.reviews',
      ...contributes.colors.map(({ id }) => id),
      ...keys,
    ];
    expect(called.filter((id) => !commands.includes(id) && !others.includes(id))).toEqual([]);
    expect(called.length).toBeGreaterThan(commands.length);
  });

  it('has when clauses that read known keys only', () => {
    const clauses = [
      ...Object.values(contributes.menus).flatMap((items) => items.flatMap(({ when }) => when ?? [])),
      ...contributes.keybindings.flatMap(({ when }) => when ?? []),
    ];
    const keys = clauses.flatMap((when) =>
      when.split(/\s*(?:&&|\|\|)\s*/).flatMap((term) => term.replace(/^!/, '').split(/\s+(?:==|!=|=~|in)\s+/)[0] ?? []),
    );
    expect(keys.filter((key) => !knownContext.test(key))).toEqual([]);
    const set = sources('src').map(read).join('\n');
    const own = [...new Set(clauses.join(' ').match(/\bbelay\.(?!chat\b|changes\b)\w+/g) ?? [])];
    expect(own.filter((key) => !set.includes(`setContext('${key}'`))).toEqual([]);
  });

  it('says everything through its string table, and nothing there is unused', () => {
    const used = [...read('package.json').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? '');
    expect(used.filter((key) => !strings[key])).toEqual([]);
    expect(Object.keys(strings).filter((key) => !used.includes(key))).toEqual([]);
    expect(contributes.commands.filter(({ title }) => !/^%[\w.]+%$/.test(title))).toEqual([]);
  });

  it('describes every setting, and offers only modes that this version has', () => {
    for (const [name, setting] of Object.entries(contributes.configuration.properties)) {
      expect(name).toMatch(/^belay\./);
      expect(translated(setting.markdownDescription).length, name).toBeGreaterThan(40);
      expect(setting.markdownEnumDescriptions?.length, name).toBe(setting.enum?.length);
    }
    expect(contributes.configuration.properties['belay.permissionMode']?.enum).toEqual([
      'default',
      'allowEdits',
      'auto',
      'bypass',
    ]);
  });

  it('lets no workspace loosen safety, redirect the key or spend money', () => {
    const scopes = Object.fromEntries(
      Object.entries(contributes.configuration.properties).map(([name, { scope }]) => [name, scope]),
    );
    expect(scopes).toEqual({
      'belay.model': 'application',
      'belay.fallbackModel': 'application',
      'belay.cacheLifetime': 'application',
      'belay.smallModel': 'application',
      'belay.reasoningEffort': 'application',
      'belay.anthropic.baseUrl': 'machine',
      'belay.features.url': 'application',
      'belay.openai.baseUrl': 'machine',
      'belay.openai.contextWindow': 'application',
      'belay.bedrock.region': 'machine',
      'belay.vertex.project': 'machine',
      'belay.vertex.region': 'machine',
      'belay.permissionMode': 'application',
      'belay.auto.secondOpinion': 'application',
      'belay.editTools': 'application',
      'belay.toolSearch': 'application',
      'belay.sandbox.allowedDomains': 'application',
      'belay.compaction.threshold': 'application',
      'belay.tools.maxResultTokens': 'application',
      'belay.maxSteps': 'application',
      'belay.titles': 'application',
      'belay.budget.maxAgents': 'application',
      'belay.budget.maxCost': 'application',
      'belay.budget.maxMinutes': 'application',
      'belay.budget.maxRequests': 'application',
      'belay.budget.maxTokens': 'application',
      'belay.showOnStart': 'application',
      'belay.review.openDiff': 'window',
      'belay.checkpoints.maxSizeMB': 'application',
      'belay.checkpoints.maxAgeDays': 'application',
    });
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.sort()).toEqual([
      'belay.anthropic.baseUrl',
      'belay.auto.secondOpinion',
      'belay.bedrock.region',
      'belay.budget.maxAgents',
      'belay.budget.maxCost',
      'belay.budget.maxMinutes',
      'belay.budget.maxRequests',
      'belay.budget.maxTokens',
      'belay.cacheLifetime',
      'belay.checkpoints.maxAgeDays',
      'belay.checkpoints.maxSizeMB',
      'belay.compaction.threshold',
      'belay.editTools',
      'belay.fallbackModel',
      'belay.features.url',
      'belay.maxSteps',
      'belay.model',
      'belay.openai.baseUrl',
      'belay.openai.contextWindow',
      'belay.permissionMode',
      'belay.reasoningEffort',
      'belay.sandbox.allowedDomains',
      'belay.smallModel',
      'belay.titles',
      'belay.toolSearch',
      'belay.tools.maxResultTokens',
      'belay.vertex.project',
      'belay.vertex.region',
    ]);
  });

  it('reads every setting through the typed wrapper, and every one is declared', () => {
    const wrapper = read('src/editor/settings.ts');
    const inWrapper = [...wrapper.matchAll(/(?:ofPerson\(|\.get\()'([\w.]+)'/g)].map(([, key]) => `belay.${key}`);
    expect(inWrapper.sort()).toEqual(Object.keys(contributes.configuration.properties).sort());
    const elsewhere = sources('src').filter(
      (file) => file !== 'src/editor/settings.ts' && /getConfiguration\('belay'\)\s*\.(?:get|inspect)/.test(read(file)),
    );
    expect(elsewhere).toEqual([]);
  });

  it('has every file that it names', () => {
    const files = [
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...Object.values(contributes.views).flatMap((views) => views.map(({ icon }) => icon)),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
    ];
    expect(files.filter((file) => !existsSync(join(project, file)))).toEqual([]);
  });

  it('gives the same key to two commands only where they cannot meet', () => {
    const seen = new Map<string, string[]>();
    for (const { key, when = '' } of contributes.keybindings) seen.set(key, [...(seen.get(key) ?? []), when]);
    expect([...seen.values()].filter((whens) => new Set(whens).size < whens.length)).toEqual([]);
  });
});

function translated(text: string): string {
  const key = /^%([\w.]+)%$/.exec(text)?.[1];
  return key === undefined ? text : (strings[key] ?? '');
}

function sources(folder: string): string[] {
  return readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name).replaceAll('\\', '/'));
}
