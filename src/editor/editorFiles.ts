import type { Files } from '../agent/ports.ts';
import { ToolError } from '../agent/tool.ts';
import { decodeExactly } from './applying/exactText.ts';
import { bytesOf, openDocument, openNotebook } from './applying/fileState.ts';
import { sha256 } from './applying/sha256.ts';
import { fileUri } from './folderPaths.ts';

const mostBytes = 10 * 1024 * 1024;

/**
 * The `Files` port of a window: as on disk, but the text of an editor with unsaved work counts as the file's content,
 * and text in an encoding that the editor knows is read where the disk port sees no text. Hashes are those of the bytes.
 */
export function createEditorFiles(disk: Files): Files {
  return {
    stat: (path) => disk.stat(path),
    readBytes: (path, maxBytes) => disk.readBytes(path, maxBytes),
    list: (path) => disk.list(path),
    realPath: (path) => disk.realPath(path),
    async readText(path) {
      const document = openDocument(path);
      if (document?.isDirty) {
        return { text: document.getText(), hash: await sha256(await bytesOf(document)), unsaved: true };
      }
      const elsewhere = openNotebook(path)?.isDirty ? { unsavedElsewhere: true as const } : {};
      try {
        return { ...(await disk.readText(path)), ...elsewhere };
      } catch (error) {
        if (!(error instanceof ToolError) || (await disk.stat(path))?.type !== 'file') throw error;
        const bytes = await disk.readBytes(path, mostBytes);
        const exact = await decodeExactly(bytes, fileUri(path));
        if (!exact) throw error;
        return { text: exact.text, hash: await sha256(bytes), unsaved: false, ...elsewhere };
      }
    },
  };
}
