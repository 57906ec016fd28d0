import { env, l10n, Uri, type Webview } from 'vscode';

const chatPage = { script: 'main.js', styles: 'styles.css', title: 'Belay' };

/**
 * A page of ours, of the chat view where nothing else is said: strict content security policy, a fresh nonce, our own bundle and nothing else. A translation
 * of the extension names the view's texts by their keys (webview-ui/strings.ts).
 */
export function chatHtml(
  webview: Webview,
  assets: Uri,
  page: { readonly script: string; readonly styles: string; readonly title: string } = chatPage,
): string {
  const nonce = freshNonce();
  const asset = (name: string): string => webview.asWebviewUri(Uri.joinPath(assets, name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
    "connect-src 'none'",
    "frame-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  const boot = JSON.stringify({ locale: env.language, strings: l10n.bundle }).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${asset(page.styles)}">
<title>${escapeHtml(page.title)}</title>
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}">window.__belay = ${boot};</script>
<script type="module" nonce="${nonce}" src="${asset(page.script)}"></script>
</body>
</html>`;
}

/** 128 random bits in hex. */
function freshNonce(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
