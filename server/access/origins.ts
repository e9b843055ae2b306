/** Which Host and Origin a request may carry, and which scheme it came by. A name that is not ours gets no answer (DNS rebinding). */
import { isIP } from 'node:net';
import type { IncomingMessage } from 'node:http';
import { isDemoName } from '#protocol/demo-hosts.ts';

/** The part of a request that decides; plain data, so that tests need no socket. */
export interface Addressed {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  /** what a proxy says; only chooses between two listed origins of one host */
  readonly forwardedProtocol: string | undefined;
  readonly encrypted: boolean;
}

const first = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

export const addressedOf = (request: IncomingMessage): Addressed => ({
  host: request.headers.host,
  origin: request.headers.origin,
  fetchSite: first(request.headers['sec-fetch-site']),
  forwardedProtocol: first(request.headers['x-forwarded-proto']),
  encrypted: 'encrypted' in request.socket && request.socket.encrypted === true,
});

/** Who sent it: the peer, or behind so many proxies of ours what the outermost of them saw. */
export function senderOf(request: IncomingMessage, proxyHops: number): string {
  const peer = request.socket.remoteAddress ?? '';
  if (proxyHops === 0) return peer;
  const passed = [request.headers['x-forwarded-for'] ?? ''].flat().join(',').split(',');
  const address = passed.at(-proxyHops)?.trim() ?? '';
  return isIP(address) === 0 ? peer : address;
}

const hostnameOf = (host: string): string | null => {
  if (!/^[A-Za-z0-9.\-:[\]]{1,255}$/.test(host) || !URL.canParse(`http://${host}`)) return null;
  return new URL(`http://${host}`).hostname;
};
const isLocalName = (hostname: string): boolean =>
  hostname === 'localhost' || hostname.endsWith('.localhost');
const isAddress = (hostname: string): boolean => isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
const isLoopback = (hostname: string): boolean =>
  isLocalName(hostname) || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));

export interface Origins {
  /** The origin under which this request reached us, e.g. `http://10.0.0.8:3000`; null: a Host that is not ours. */
  readonly own: (request: Addressed) => string | null;
  /** May a page of the request's Origin change something, or open a socket? A missing Origin may, where no browser says otherwise. */
  readonly allows: (request: Addressed) => boolean;
}

/**
 * `listed` empty: every IP address, localhost and names under .localhost. Otherwise those listed, and loopback. Of the demo's
 * names only `demoHosts`, which is empty wherever demo mode is off (A21).
 */
export function createOrigins(listed: readonly string[], demoHosts: readonly string[] = []): Origins {
  const isFree = (hostname: string): boolean => !isDemoName(hostname) || demoHosts.includes(hostname);
  function own(request: Addressed): string | null {
    const hostname = request.host === undefined ? null : hostnameOf(request.host);
    if (hostname === null || request.host === undefined) return null;
    const scheme = request.encrypted ? 'https' : 'http';
    const candidates = listed.filter((origin) => {
      const protocol = new URL(origin).protocol;
      return new URL(origin).host === new URL(`${protocol}//${request.host}`).host;
    });
    const forwarded = candidates.find((origin) =>
      origin.startsWith(`${request.forwardedProtocol ?? scheme}:`),
    );
    const found = forwarded ?? candidates[0];
    if (found !== undefined) return found;
    const accepted =
      listed.length === 0 ? isLocalName(hostname) || isAddress(hostname) : isLoopback(hostname);
    return accepted && isFree(hostname) ? new URL(`${scheme}://${request.host}`).origin : null;
  }
  function allows(request: Addressed): boolean {
    const here = own(request);
    if (here === null) return false;
    if (request.origin !== undefined) return request.origin === here || listed.includes(request.origin);
    return (
      request.fetchSite === undefined || request.fetchSite === 'same-origin' || request.fetchSite === 'none'
    );
  }
  return { own, allows };
}
