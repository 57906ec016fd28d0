/** SHA-256 of bytes in hex, as checkpoints record it; '' stands for "no such file". */
export async function sha256(bytes: Uint8Array | undefined): Promise<string> {
  if (bytes === undefined) return '';
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
