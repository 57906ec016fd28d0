/**
 * The data of server-sent events (html.spec.whatwg.org, section 9.2.6), and an empty text for each comment. Some servers
 * answer with one JSON body instead, errors above all; that is one event.
 */
export async function* readEventStream(response: Response): AsyncGenerator<{ readonly data: string }> {
  if (!response.body) return;
  const whole = (response.headers.get('content-type') ?? '').includes('application/json');
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  // Not every runtime's streams can be iterated.
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      if (whole) {
        if (!done) continue;
        if (rest.trim() !== '') yield { data: rest };
        return;
      }
      // A carriage return at the very end may be half of a line ending.
      const end = done ? rest.length : rest.length - (rest.endsWith('\r') ? 1 : 0);
      const lines = rest.slice(0, end).split(/\r\n|\n|\r/);
      rest = (done ? '' : (lines.pop() ?? '')) + rest.slice(end);
      for (const line of lines) {
        if (line.startsWith('data:')) data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
        else if (line.startsWith(':')) yield { data: '' };
        else if (line === '' && data.length > 0) {
          yield { data: data.join('\n') };
          data = [];
        }
      }
      if (done) {
        if (data.length > 0) yield { data: data.join('\n') };
        return;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
