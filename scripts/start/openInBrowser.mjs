import { spawn } from 'node:child_process';

/**
 * Opens an address in the person's browser, unless `BELAY_NO_OPEN` is set or there is no display.
 * @param {string} url
 * @returns {boolean} whether it was tried; without a browser the printed address is all there is
 */
export function openInBrowser(url) {
  if (process.env.BELAY_NO_OPEN) return false;
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return false;
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(command, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => console.log(`(${command} could not open a browser; open the address yourself.)`));
  child.unref();
  return true;
}
