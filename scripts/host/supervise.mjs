// Leads a process group: runs the given program and ends the whole group when the starter of this process is gone,
// which it notices by the end of its input, however the starter ended.
import { spawn } from 'node:child_process';
import { endGroup } from './processGroup.mjs';

const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });

child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code) => process.exit(code ?? 128));
// The signal went to the whole group: wait for the program, so that its exit is seen.
for (const name of /** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP'])) process.on(name, () => undefined);

const starterIsGone = () => {
  endGroup(process.pid).catch(() => process.kill(-process.pid, 'SIGKILL'));
};
process.stdin.resume();
process.stdin.on('error', starterIsGone);
process.stdin.on('end', starterIsGone);
