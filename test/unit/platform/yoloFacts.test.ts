import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inContainer, type Surroundings, yoloFacts } from '../../../src/platform/yoloFacts.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const machine = (parts: {
  files?: string[];
  texts?: Record<string, string>;
  environment?: Record<string, string>;
}): Surroundings => ({
  environment: parts.environment ?? {},
  exists: (path) => (parts.files ?? []).includes(path),
  read: (path) => parts.texts?.[path] ?? '',
});

describe('a container', () => {
  it.each<[string, Parameters<typeof machine>[0], boolean]>([
    ['a plain machine', {}, false],
    ['a plain machine’s groups', { texts: { '/proc/1/cgroup': '0::/init.scope\n' } }, false],
    ['a user slice that is named so', { texts: { '/proc/1/cgroup': '0::/user.slice/dockerish\n' } }, false],
    ['Docker', { files: ['/.dockerenv'] }, true],
    ['Podman', { files: ['/run/.containerenv'] }, true],
    ['control groups of Docker', { texts: { '/proc/1/cgroup': '12:cpu:/docker/abc\n' } }, true],
    ['control groups of Kubernetes', { texts: { '/proc/1/cgroup': '1:x:/kubepods/burstable/pod1\n' } }, true],
    ['systemd-nspawn', { texts: { '/proc/1/environ': 'A=b\0container=systemd-nspawn\0' } }, true],
    ['a codespace', { environment: { CODESPACES: 'true' } }, true],
    ['a dev container', { environment: { REMOTE_CONTAINERS: 'true' } }, true],
    ['a variable that says no', { environment: { CODESPACES: 'false', container: '' } }, false],
  ])('%s', (_, parts, expected) => {
    expect(inContainer(machine(parts))).toBe(expected);
  });

  it('a folder is the home folder when it is, or holds, it, also by way of a link', async () => {
    const base = temporaryFolder({ 'home/ada/shop/a': '', 'other/a': '' });
    const home = join(base, 'home/ada');
    symlinkSync(home, join(base, 'link'));
    const answer = async (folder: string) => (await yoloFacts(folder, {}, home)).homeFolder;
    for (const folder of [home, join(base, 'link'), join(base, 'home'), base, '/'])
      expect(await answer(folder)).toBe(true);
    for (const folder of [join(home, 'shop'), join(base, 'other')]) expect(await answer(folder)).toBe(false);
  });
});
