/** HELLO to WELCOME (S2, S3): the page's identity, the epoch, and which of its edits are known. */
import { randomId } from '#server/rooms/random-id.ts';
import * as Y from 'yjs';
import { CLOSE, PROTOCOL_VERSION, type Hello } from '#protocol/sync.ts';
import type { Link } from '#server/rooms/link.ts';
import type { LiveRoom } from '#server/rooms/live-room.ts';

/** Attempts at a client id that nobody has: one is enough but for one case in millions. */
const ATTEMPTS_MAX = 16;

export async function welcome(link: Link, live: LiveRoom, hello: Hello): Promise<void> {
  if (hello.protocol !== PROTOCOL_VERSION) return link.close(CLOSE.protocolVersion, 'PROTOCOL_VERSION');
  if (hello.receipt) await live.checkReceipt(hello.receipt);
  const { room } = live;
  const before = hello.pageId === undefined ? [] : drain(link, live, hello.pageId);
  if (before.length > 0 || hello.ops) await new Promise<void>((resolve) => room.whenDurable(() => resolve()));
  const known = hello.ops && (await live.knownOps(hello.ops, link.signedIn.person));
  if (link.isClosed) return;
  if (room.isDead) return link.close(CLOSE.unavailable, 'UNAVAILABLE');
  const { pageId, clientId } = identify(link, live, hello);
  link.becomeBoard(pageId, clientId);
  link.say({
    type: 'welcome',
    body: {
      pageId,
      clientId,
      epoch: room.epoch,
      seq: room.durableSeq,
      actor: link.actor,
      planPassed: live.planPassed,
      readOnly: live.readOnlyCode,
      ...(known && { known }),
    },
  });
  link.sendEverybody(live);
}

/** A page has one connection: an earlier one is closed, and what it sent is waited for. */
function drain(link: Link, live: LiveRoom, page: string): readonly Link[] {
  const before = [...live.links].filter(
    (other) =>
      other !== link &&
      other.isBoard &&
      other.page === page &&
      other.signedIn.person === link.signedIn.person,
  );
  for (const other of before) other.close(CLOSE.pageReplaced, 'PAGE_REPLACED');
  return before;
}

function identify(
  link: Link,
  live: LiveRoom,
  hello: Hello,
): { readonly pageId: string; readonly clientId: number } {
  const { room } = live;
  const { person } = link.signedIn;
  const clientOf = (page: string): number => live.identities.clientId(room.ledger, room.epoch, person, page);
  if (hello.pageId !== undefined && hello.epoch === room.epoch) {
    const clientId = clientOf(hello.pageId);
    if (room.clients.mayUse(clientId, { person, page: hello.pageId }))
      return { pageId: hello.pageId, clientId };
  }
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const pageId = randomId();
    const clientId = clientOf(pageId);
    const isFree =
      room.clients.personOf(clientId) === undefined && Y.getState(room.guarded.doc.store, clientId) === 0;
    if (isFree) return { pageId, clientId };
  }
  throw new Error('No free client id in sixteen attempts.');
}
