import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, root, setup } from './build.ts';
import { acts } from './imageScenes.ts';
import { launch, openView } from './open.ts';
import { scenes } from './scenes.ts';
import { type ThemeName, themes } from './themes.ts';

/** Draws the scenes named on the command line (all without names) in each theme and width, into artifacts/view. */
async function main(names: readonly string[]): Promise<void> {
  const folder = join(root, 'artifacts/view');
  mkdirSync(folder, { recursive: true });
  await setup();
  const browser = await launch();
  try {
    const chosen = Object.entries(scenes).filter(([name]) => names.length === 0 || names.includes(name));
    for (const [name, scene] of chosen) {
      for (const theme of Object.keys(themes) as ThemeName[]) {
        for (const width of theme === 'dark' ? [300, 480] : [380]) {
          const view = await openView(browser, bundle, { theme, width, height: 760 });
          await view.send(...scene());
          await view.page.waitForTimeout(500);
          await acts[name]?.(view.page);
          await view.page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`) });
          for (const problem of view.problems) console.log(`${name} ${theme}: ${problem}`);
          await view.page.close();
        }
      }
    }
  } finally {
    await browser.close();
  }
}

await main(process.argv.slice(2));
