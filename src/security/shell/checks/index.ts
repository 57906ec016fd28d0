import { characterChecks } from './characters.ts';
import type { Check } from './check.ts';
import { limits } from './limits.ts';
import * as meaning from './meaning.ts';
import * as syntax from './syntax.ts';
import { zshChecks } from './zsh.ts';

/** All forty checks by number. */
export const checks: readonly Check[] = [
  ...characterChecks,
  limits,
  ...Object.values(syntax),
  ...Object.values(meaning),
  ...zshChecks,
].sort((a, b) => a.number - b.number);
