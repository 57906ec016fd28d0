/** The words of a lens after an icon. The editor lays them out as boxes side by side, where a plain space is lost. */
export function lensTitle(icon: string, words: string): string {
  return `$(${icon})\u00A0${words}`;
}
