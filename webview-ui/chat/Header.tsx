import { memo, type ReactNode } from 'react';
import { t } from '../strings.ts';
import { Button } from '../ui.tsx';

interface Props {
  readonly title: string | undefined;
  readonly showSessions: boolean;
  readonly onSessions: (show: boolean) => void;
  readonly onNew: () => void;
}

export const Header = memo(function Header({ title, showSessions, onSessions, onNew }: Props): ReactNode {
  return (
    <header className="header">
      <h1 title={title}>{showSessions ? t('history.title') : (title ?? t('app.untitled'))}</h1>
      <Button
        kind="icon"
        label={showSessions ? t('history.close') : t('header.history')}
        onPress={() => onSessions(!showSessions)}
        icon={showSessions ? 'comment-discussion' : 'history'}
      />
      <Button kind="icon" label={t('header.new')} onPress={onNew} icon="add" />
    </header>
  );
});
