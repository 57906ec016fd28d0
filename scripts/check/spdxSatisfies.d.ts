declare module 'spdx-satisfies' {
  /** Whether an SPDX expression is satisfied by a list of licences; throws where it is none. */
  function satisfies(expression: string, allowed: string[]): boolean;
  export = satisfies;
}
