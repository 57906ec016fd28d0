import { memo, type ReactNode, useEffect, useState } from 'react';
import { post } from '../bridge.ts';
import { t } from '../strings.ts';
import { Button } from '../ui.tsx';
import { useHighlighted } from './highlight.ts';
import { ScrollBox } from './ScrollBox.tsx';

interface Props {
  readonly code: string;
  readonly language: string | undefined;
}

export const CodeBlock = memo(function CodeBlock({ code, language }: Props): ReactNode {
  const coloured = useHighlighted(code, language);
  return (
    <div className="codeBlock">
      <div className="codeHead">
        <span className="codeLanguage">{language ?? ''}</span>
        <CopyButton text={code} />
        <Button
          kind="icon"
          label={t('code.insert')}
          onPress={() => post({ type: 'insertAtCursor', text: code })}
          icon="insert"
        />
      </div>
      <ScrollBox label={language ? t('code.labelLanguage', { language }) : t('code.label')}>
        <pre>
          <code>{coloured}</code>
        </pre>
      </ScrollBox>
    </div>
  );
});

export function CopyButton({ text }: { readonly text: string }): ReactNode {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <Button
      kind="icon"
      label={copied ? t('code.copied') : t('code.copy')}
      onPress={copy}
      icon={copied ? 'check' : 'copy'}
    />
  );
}
