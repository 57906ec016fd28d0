/** Turns sections of the prompt on. A new one is a line here and `flag: name` in the front matter of its sections. */
export interface Flag {
  readonly default: boolean;
  readonly description: string;
}

export const flags: Readonly<Record<string, Flag>> = {
  memory: { default: false, description: 'How to treat notes from earlier conversations, and their index.' },
  coordinator: { default: false, description: 'How to split work among agents. Needs tools that start them.' },
  subagent: { default: false, description: 'How to work for another agent. Set for the sessions that one starts.' },
  brief: { default: false, description: 'Speaks only when something must be decided, went wrong, or is done.' },
};

/** The feature that chooses the variant of a section, `section.working` for `working`. Its value is the variant's name. */
export const variantFlag = (section: string): string => `section.${section}`;
