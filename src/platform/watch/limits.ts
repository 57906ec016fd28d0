const mega = 1024 * 1024;

/** How much of a project is watched while a command runs. */
export const limits = {
  /** Larger files are only noticed. */
  maxFileBytes: 5 * mega,
  /** Copied before a command, in all. */
  maxTotalBytes: 512 * mega,
  /** Files of a folder without git. */
  maxFiles: 20_000,
  /** Files that one command may change so that it can be taken back. */
  maxChanged: 5000,
  maxChangedBytes: 256 * mega,
} as const;
