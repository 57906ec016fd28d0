/** The tools that are part of the prompt. */
export function loadedTools<T extends { readonly deferred?: true | undefined }>(tools: readonly T[]): readonly T[] {
  return tools.filter(({ deferred }) => !deferred);
}
