import { isValidElement, memo, type ReactNode, useMemo } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';

import { post } from '../bridge.ts';
import { t } from '../strings.ts';
import { CodeBlock } from './CodeBlock.tsx';
import { gfm } from './gfm.ts';
import { carriedData, fileReference, misleads, type SafeLink, safeLink } from './links.ts';
import { markdownBlocks } from './markdownBlocks.ts';
import { nestsTooDeep } from './nesting.ts';
import { ScrollBox } from './ScrollBox.tsx';

/** Text of the model. Raw HTML and images are never rendered, links only after a check. */
export const Markdown = memo(function Markdown({ text }: { readonly text: string }): ReactNode {
  const blocks = useMemo(() => markdownBlocks(text), [text]);
  return (
    <div className="markdown">
      {keyed(blocks).map(({ key, text: block }) => (
        <Block key={key} text={block} />
      ))}
    </div>
  );
});

const Block = memo(function Block({ text }: { readonly text: string }): ReactNode {
  if (nestsTooDeep(text)) return <p className="asWritten">{text}</p>;
  return (
    <ReactMarkdown remarkPlugins={plugins} components={components} skipHtml urlTransform={keep}>
      {text}
    </ReactMarkdown>
  );
});

/** Blocks only grow at the end, so that their place is their identity. */
function keyed(blocks: readonly string[]): { readonly key: string; readonly text: string }[] {
  return blocks.map((text, index) => ({ key: String(index), text }));
}

const plugins = [gfm];

/** Addresses are judged where they are drawn. */
function keep(url: string): string {
  return url;
}

// A message begins at any level that the model likes; the view's own heading is the first, so these begin at the second.
const components: Components = {
  h1: ({ children }) => <h2 className="level1">{children}</h2>,
  h2: ({ children }) => <h2 className="level2">{children}</h2>,
  h3: ({ children }) => <h2>{children}</h2>,
  h4: ({ children }) => <h3>{children}</h3>,
  h5: ({ children }) => <h3>{children}</h3>,
  h6: ({ children }) => <h3>{children}</h3>,
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  img: ({ src, alt }) => (
    <Link href={typeof src === 'string' ? src : undefined}>
      {alt ? t('link.image', { alt }) : t('link.imageNoAlt')}
    </Link>
  ),
  pre: ({ children }) => {
    if (!isValidElement<{ className?: string; children?: ReactNode }>(children)) return <pre>{children}</pre>;
    const language = /language-(\S+)/.exec(children.props.className ?? '')?.[1];
    return <CodeBlock code={plainText(children.props.children).replace(/\n$/, '')} language={language} />;
  },
  code: ({ children }) => <InlineCode>{children}</InlineCode>,
  table: ({ children }) => (
    <ScrollBox label={t('code.table')} className="tableScroll">
      <table>{children}</table>
    </ScrollBox>
  ),
  input: ({ checked }) => <input type="checkbox" checked={checked === true} disabled aria-label={t('code.checkbox')} />,
};

function Link({ href, children }: { readonly href: string | undefined; readonly children: ReactNode }): ReactNode {
  const link = safeLink(href);
  if (!link) return <span>{children}</span>;
  return (
    <>
      <a
        href={link.href}
        title={t('link.title', { host: link.host, href: link.href })}
        onClick={(event) => {
          // The editor opens links that reach the document by itself; this one goes through the host's check.
          event.preventDefault();
          event.stopPropagation();
          post({ type: 'openLink', href: link.href });
        }}
      >
        {children}
      </a>
      <RealHost link={link} words={plainText(children)} />
    </>
  );
}

/** Where a link leads, where its words say otherwise or it would take data along. */
function RealHost({ link, words }: { readonly link: SafeLink; readonly words: string }): ReactNode {
  const count = carriedData(link);
  if (count > 0) return <span className="realHost"> ({t('link.carries', { host: link.host, count })})</span>;
  return misleads(words, link) ? <span className="realHost"> ({link.host})</span> : null;
}

function InlineCode({ children }: { readonly children: ReactNode }): ReactNode {
  const file = fileReference(plainText(children));
  if (!file) return <code>{children}</code>;
  return (
    <button type="button" className="fileLink" onClick={() => post({ type: 'openFile', ...file })}>
      <code>{children}</code>
    </button>
  );
}

function plainText(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node);
  if (Array.isArray(node)) return node.map(plainText).join('');
  return isValidElement<{ children?: ReactNode }>(node) ? plainText(node.props.children) : '';
}
