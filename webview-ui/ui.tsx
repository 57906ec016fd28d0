import { provideVSCodeDesignSystem, vsCodeButton, vsCodeProgressRing } from '@vscode/webview-ui-toolkit';
import { type ClipboardEvent, createElement, type KeyboardEvent, type ReactNode, type Ref } from 'react';

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeProgressRing());

interface ButtonProps {
  readonly children?: ReactNode;
  /** A codicon in front of the text, or alone. */
  readonly icon?: string;
  readonly onPress: () => void;
  readonly kind?: 'primary' | 'secondary' | 'icon';
  /** Accessible name where the content is only an icon. */
  readonly label?: string;
  readonly disabled?: boolean;
  /** Still focusable, but presses are ignored and assistive technology is told so. */
  readonly inert?: boolean;
  readonly expanded?: boolean;
  /** For a button that stays pressed. */
  readonly pressed?: boolean;
  /** Said with its name by assistive technology, such as why it is inert. */
  readonly description?: string | undefined;
  readonly className?: string;
}

export function Button({ kind = 'secondary', ...props }: ButtonProps): ReactNode {
  return createElement(
    'vscode-button',
    {
      'aria-label': props.label,
      'aria-disabled': props.inert ? 'true' : undefined,
      'aria-expanded': props.expanded === undefined ? undefined : String(props.expanded),
      'aria-pressed': props.pressed === undefined ? undefined : String(props.pressed),
      ref: (element: HTMLElement | null) => describe(element, props),
      title: props.label,
      appearance: kind,
      class: props.className,
      disabled: props.disabled === true,
      onClick: () => {
        if (!props.inert && !props.disabled) props.onPress();
      },
    },
    props.icon ? (
      <span
        slot={props.children ? 'start' : undefined}
        className={`codicon codicon-${props.icon}`}
        aria-hidden="true"
      />
    ) : null,
    props.children,
  );
}

/** The toolkit's button hands neither on to its inner one, which is what assistive technology sees. */
function describe(element: HTMLElement | null, { description, inert }: ButtonProps): void {
  const inner = element?.shadowRoot?.querySelector('button');
  const attributes = { 'aria-description': description, 'aria-disabled': inert ? 'true' : undefined };
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) inner?.removeAttribute(name);
    else inner?.setAttribute(name, value);
  }
}

interface TextFieldProps {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly onBlur?: () => void;
  /** The list that the field searches in, and the line that Enter takes. */
  readonly listId?: string;
  readonly activeId?: string | undefined;
  readonly focused?: boolean;
  readonly icon?: string;
}

/** One line of text. Native as well: the toolkit's keeps its accessible name from its inner field. */
export function TextField(props: TextFieldProps): ReactNode {
  return (
    <div className="textField">
      {props.icon ? <Icon name={props.icon} /> : null}
      <input
        ref={props.focused ? focusOnce : undefined}
        type="text"
        {...(props.listId === undefined ? {} : { role: 'combobox', 'aria-expanded': true })}
        aria-controls={props.listId}
        aria-activedescendant={props.activeId}
        aria-label={props.label}
        placeholder={props.placeholder ?? props.label}
        onBlur={props.onBlur}
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value)}
        onKeyDown={props.onKeyDown}
      />
    </div>
  );
}

function focusOnce(element: HTMLElement | null): void {
  element?.focus();
}

export function ProgressRing(): ReactNode {
  return createElement('vscode-progress-ring', { class: 'ring', 'aria-hidden': 'true' });
}

interface TextAreaProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly disabled: boolean;
  readonly onChange: (value: string) => void;
  readonly onSelect: () => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  readonly onPaste: (event: ClipboardEvent) => void;
  readonly element: Ref<HTMLTextAreaElement>;
  readonly listId: string | undefined;
  readonly activeId: string | undefined;
}

/** The composer's field. A native one: the toolkit's neither grows with its text nor tells where the caret is. */
export function TextArea(props: TextAreaProps): ReactNode {
  return (
    <textarea
      ref={props.element}
      className="field"
      rows={1}
      aria-label={props.label}
      aria-autocomplete="list"
      aria-controls={props.listId}
      aria-activedescendant={props.activeId}
      placeholder={props.placeholder}
      value={props.value}
      disabled={props.disabled}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      onSelect={props.onSelect}
      onKeyDown={props.onKeyDown}
      onPaste={props.onPaste}
    />
  );
}

/** A codicon. Always beside text or inside something that has a name, so it is hidden from assistive technology. */
export function Icon({ name, spin }: { readonly name: string; readonly spin?: boolean }): ReactNode {
  return <span className={`codicon codicon-${name}${spin ? ' codicon-modifier-spin' : ''}`} aria-hidden="true" />;
}

/** The icon of a line that opens: a chevron under the pointer, with the focus, and while it is open. */
export function LineIcon(props: { readonly name: string; readonly open: boolean; readonly spin: boolean }): ReactNode {
  return (
    <span className={`lineIcon ${props.open && !props.spin ? 'opened' : ''}`}>
      <Icon name={props.name} spin={props.spin} />
      <Icon name={props.open ? 'chevron-down' : 'chevron-right'} />
    </span>
  );
}
