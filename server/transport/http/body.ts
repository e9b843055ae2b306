/** Reads a request's body within limits of bytes and time: nothing is kept of what is too large. */
import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { UploadedFile } from '#server/exchange/exchange.contract.ts';

export interface BodyLimits {
  readonly bytesMax: number;
  readonly secondsMax: number;
}

/** A client that is refused in the middle of sending reads the answer only if the rest is taken off its hands; this much of it. */
const DISCARDED_BYTES_MAX = 64 * 1024 * 1024;
const FILE_NAME_LENGTH_MAX = 200;

function discard(request: IncomingMessage): void {
  let discarded = 0;
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > DISCARDED_BYTES_MAX) request.destroy();
  });
  request.resume();
}

/** `TOO_LARGE {max}` in bytes, `BAD_REQUEST` when the sender breaks off, broke off before, or takes too long. */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Outcome<Buffer>> {
  // nothing more is heard of a sender that went while its permission was looked up
  if (request.destroyed) return Promise.resolve(refuse('BAD_REQUEST'));
  const tooLarge = refuse('TOO_LARGE', { max: limits.bytesMax });
  if (Number(request.headers['content-length'] ?? 0) > limits.bytesMax) {
    discard(request);
    return Promise.resolve(tooLarge);
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(
      () => finish(refuse('BAD_REQUEST', { seconds: limits.secondsMax })),
      limits.secondsMax * 1000,
    );
    function finish(outcome: Outcome<Buffer>): void {
      clearTimeout(timer);
      request.off('data', take);
      request.off('close', gone);
      if (!outcome.ok && !request.destroyed) discard(request);
      resolve(outcome);
    }
    function gone(): void {
      finish(refuse('BAD_REQUEST'));
    }
    function take(chunk: Buffer): void {
      bytes += chunk.length;
      if (bytes > limits.bytesMax) return finish(tooLarge);
      chunks.push(chunk);
    }
    request.on('data', take);
    request.once('end', () => finish(accept(Buffer.concat(chunks))));
    request.once('error', gone);
    request.once('close', gone);
  });
}

/** The path of the first value that does not fit, e.g. `problems.0.code`. */
const fieldOf = (issue: v.BaseIssue<unknown>): string => v.getDotPath(issue) ?? '';

/** JSON that fits the schema. An empty body is an empty object; what is wrong is named: `BAD_REQUEST {field}`. */
export async function readJson<Schema extends v.GenericSchema>(
  request: IncomingMessage,
  limits: BodyLimits,
  schema: Schema,
): Promise<Outcome<v.InferOutput<Schema>>> {
  const body = await readBody(request, limits);
  if (!body.ok) return body;
  let read: unknown;
  try {
    read = body.value.length === 0 ? {} : JSON.parse(body.value.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return refuse('BAD_REQUEST');
    throw error;
  }
  const parsed = v.safeParse(schema, read);
  return parsed.success ? accept(parsed.output) : refuse('BAD_REQUEST', { field: fieldOf(parsed.issues[0]) });
}

/** The multipart field `file`. */
export async function readFile(request: IncomingMessage, limits: BodyLimits): Promise<Outcome<UploadedFile>> {
  const type = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*;/i.test(type)) {
    discard(request);
    return refuse('BAD_REQUEST', { field: 'file' });
  }
  const body = await readBody(request, limits);
  if (!body.ok) return body;
  let form: FormData;
  try {
    form = await new Request('http://localhost/', {
      method: 'POST',
      headers: { 'content-type': type },
      body: new Uint8Array(body.value),
    }).formData();
  } catch (error) {
    // a name that can't be decoded is thrown as it is
    if (error instanceof TypeError || error instanceof URIError)
      return refuse('BAD_REQUEST', { field: 'file' });
    throw error;
  }
  const file = form.get('file');
  if (file === null || typeof file === 'string') return refuse('BAD_REQUEST', { field: 'file' });
  const name = file.name
    .replace(/^.*[/\\]/, '')
    .replace(/[\u0000-\u001f\u007f]/g, '')
    .slice(-FILE_NAME_LENGTH_MAX);
  return accept({ name: name === '' ? 'file' : name, bytes: new Uint8Array(await file.arrayBuffer()) });
}
