import {
  Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  FilePermission,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  l10n,
  type Uri,
  workspace,
} from 'vscode';
import { type Proposal, type ProposalFile, type Proposals, proposalScheme } from './proposals.ts';
import { isEditable, proposedText } from './proposedText.ts';

/**
 * The right side of a proposal's diff: files in memory that the person may change while the proposal is undecided.
 * Saving one keeps the text with the proposal and decides nothing. `ready` resolves once the window's session is open;
 * `reread` makes the editor read a file again.
 */
export function registerProposalFiles(
  proposals: Proposals,
  ready: () => Promise<void>,
): Disposable & { reread(right: Uri): void } {
  const provider = new ProposalFiles(proposals, ready);
  const parts = Disposable.from(
    provider,
    workspace.registerFileSystemProvider(proposalScheme, provider, { isCaseSensitive: true }),
  );
  return { dispose: () => parts.dispose(), reread: (right) => provider.reread(right) };
}

class ProposalFiles implements FileSystemProvider {
  readonly #proposals: Proposals;
  readonly #ready: () => Promise<void>;
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  constructor(proposals: Proposals, ready: () => Promise<void>) {
    this.#proposals = proposals;
    this.#ready = ready;
  }

  async stat(uri: Uri): Promise<FileStat> {
    const { proposal, file } = await this.#find(uri);
    return {
      type: FileType.File,
      ctime: 0,
      mtime: file.mtime,
      size: encode(proposedText(file), uri).length,
      ...(isEditable(proposal, file) ? {} : { permissions: FilePermission.Readonly }),
    };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const { file } = await this.#find(uri);
    return encode(proposedText(file), uri);
  }

  async writeFile(uri: Uri, content: Uint8Array): Promise<void> {
    const { proposal, file } = await this.#find(uri);
    if (!isEditable(proposal, file)) {
      throw FileSystemError.NoPermissions(l10n.t('This proposal was decided already and cannot be changed.'));
    }
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    file.saved = 'after' in file.change && text === file.change.after ? undefined : text;
    file.mtime = Math.max(Date.now(), file.mtime + 1);
    this.reread(uri);
  }

  reread(uri: Uri): void {
    this.#changed.fire([{ type: FileChangeType.Changed, uri }]);
  }

  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  readDirectory(uri: Uri): never {
    throw FileSystemError.FileNotADirectory(uri);
  }

  createDirectory(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  delete(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  rename(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #find(uri: Uri): Promise<{ proposal: Proposal; file: ProposalFile }> {
    await this.#ready();
    const found = this.#proposals.at(uri);
    if (!found) throw FileSystemError.FileNotFound(uri);
    return found;
  }
}

/**
 * Proposals are UTF-8. Where the person's settings would make the editor read them as something else, a byte order
 * mark tells it; it is taken off again on the way back.
 */
function encode(text: string, uri: Uri): Uint8Array {
  const files = workspace.getConfiguration('files', uri);
  const plain = files.get('encoding') === 'utf8' && files.get('autoGuessEncoding') !== true;
  return new TextEncoder().encode(plain ? text : `\uFEFF${text}`);
}
