/** Names in capitals that people use in loops and that no program looks at. */
const harmlessCapitals = new Set('FILE DIR NAME ITEM LINE F D I J K N X Y'.split(' '));

/** Variables that hold a small number in every shell that Belay starts. */
export const numberVariables: ReadonlySet<string> = new Set('UID EUID PPID SHLVL RANDOM SECONDS ? # $'.split(' '));

/** Lower-case names that programs or zsh look at. */
const special =
  /^(?:(?:http|https|ftp|all|no)_proxy|path|cdpath|fpath|manpath|mailpath|module_path|prompt|psvar|watch|status|argv|histchars|signals|aliases|functions|commands|builtins|parameters|options|keymaps|widgets|terminfo|termcap|fignore|zsh_.*|auto_resume|_.*|dirstack|match|mbegin|mend|pipestatus|nameddirs|userdirs|usergroups|func(?:stack|trace|filetrace|sourcetrace)|history|historywords|job(?:texts|dirs|states)|modules|patchars|reswords|[gs]aliases|dis_.*|mapfile|langinfo|errnos|sysparams|epochtime|reply)$/;

/** True for a variable that a command may set because nothing but the command itself looks at it. */
export function isSafeName(name: string): boolean {
  return harmlessCapitals.has(name) || (/^[a-z][a-z0-9_]*$/.test(name) && !special.test(name));
}
