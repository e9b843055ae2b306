import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCast, type Cast } from './cast.ts';
import { at, codeOf, openHouse, opId, upload, type House, type Reply, type Visitor } from './house.ts';

interface Problem {
  readonly id: string;
  readonly code: string;
  readonly status: string;
  readonly original: string;
}

describe('a ledger from feedback to review, through the doors alone', () => {
  let house: House;
  let cast: Cast;
  let office: Visitor;
  let head: Visitor;
  const problems = async (visitor: Visitor): Promise<readonly Problem[]> =>
    at((await visitor.get(`/api/ledgers/${cast.ledger}`)).json, 'problems') as Problem[];
  const command = (visitor: Visitor, body: object): Promise<Reply> =>
    visitor.post(`/api/ledgers/${cast.ledger}/commands`, { opId: opId(), ...body });

  beforeAll(async () => {
    house = await openHouse();
    cast = await makeCast(house);
    office = await cast.as('office');
    head = await cast.as('head');
  });
  afterAll(() => house.close());

  it('[W4] the office reads the document in, settles its doubts, and issues it once', async () => {
    const bytes = readFileSync(new URL('../samples/feedback-1.docx', import.meta.url));
    const preview = await office.send(
      'POST',
      `/api/ledgers/${cast.ledger}/import`,
      upload('反馈意见.docx', bytes),
    );
    expect(preview.status).toBe(200);
    const path = `/api/imports/${String(at(preview.json, 'import'))}`;
    const understood = at(preview.json, 'problems') as readonly unknown[];
    expect(understood.length).toBeGreaterThan(5);
    expect(await problems(head)).toEqual([]);
    const warnings = at(preview.json, 'warnings') as readonly {
      readonly id: string;
      readonly severity: string;
    }[];
    const edits = warnings
      .filter((warning) => warning.severity === 'must')
      .map((warning) => ({ do: 'settle', warning: warning.id, settled: true }));
    expect((await office.patch(path, { edits })).status).toBe(200);
    const issue = opId();
    const first = await office.post(`${path}/apply`, { opId: issue });
    expect([first.status, first.text.slice(0, 10)]).toEqual([200, '{"ok":true']);
    const again = await office.post(`${path}/apply`, { opId: issue });
    expect(at(again.json, 'seq')).toBe(at(first.json, 'seq'));
    expect(await problems(head)).toHaveLength(understood.length);
    expect((await problems(head)).every((problem) => problem.status === 'issued')).toBe(true);
    expect(at((await head.get(`/api/ledgers/${cast.ledger}/feedback`)).json, 'items', 0, 'name')).toBe(
      '反馈意见.docx',
    );
  });

  it('[W3] the head claims; the same opId is answered the same, and with anything else refused', async () => {
    const [first, second] = await problems(head);
    const claim = { command: 'claim', opId: opId(), row: first?.id };
    const once = await command(head, claim);
    const twice = await command(head, claim);
    expect([once.status, twice.status, at(twice.json, 'seq')]).toEqual([200, 200, at(once.json, 'seq')]);
    expect(codeOf(await command(head, { ...claim, row: second?.id }))).toBe('OP_REUSED');
    expect((await problems(head))[0]?.status).toBe('rectifying');
  });

  it('[W2] who may not, may not: nothing is half changed', async () => {
    const before = await problems(office);
    const row = before[1]?.id;
    const refused = [
      await command(await cast.as('editor'), { command: 'claim', row }),
      await command(await cast.as('team'), { command: 'deleteRow', row }),
      await command(head, { command: 'correctOriginal', row, original: '没有问题', reason: '改一下' }),
      await command(head, { command: 'passReview', row }),
      await command(head, { command: 'applyForClosure', row: before[0]?.id }),
      await command(head, { command: 'claim', row: 'A'.repeat(16) }),
      await command(head, { command: 'close', row }),
    ];
    for (const reply of refused)
      expect([reply.status >= 400 && reply.status < 500, typeof codeOf(reply)]).toEqual([true, 'string']);
    expect(await problems(office)).toEqual(before);
  });

  it('[P9] figures, records and files follow', async () => {
    const leader = await cast.as('leader');
    const overview = await leader.get(`/api/rounds/${cast.round}/overview`);
    const count = (await problems(office)).length;
    expect(at(overview.json, 'total', 'problems')).toBe(count);
    const json = await leader.get(`/api/ledgers/${cast.ledger}/export.json`);
    expect(json.headers['content-type']).toMatch(/^application\/json/);
    const xlsx = await leader.get(`/api/rounds/${cast.round}/export.xlsx`);
    expect([xlsx.status, xlsx.text.slice(0, 2)]).toEqual([200, 'PK']);
    const [first] = await problems(office);
    const evidence = await command(head, {
      command: 'recordEvidence',
      row: first?.id,
      title: '整改通知',
      number: '〔2025〕3号',
    });
    expect(evidence.status).toBe(200);
    const records = await office.get(`/api/ledgers/${cast.ledger}/records?row=${first?.id}`);
    expect(at(records.json, 'evidence', 0)).toMatchObject({
      title: '整改通知',
      number: '〔2025〕3号',
      by: 'head同志',
    });
    expect(
      (await command(office, { command: 'deleteRow', row: (await problems(office))[2]?.id })).status,
    ).toBe(200);
    expect(await problems(office)).toHaveLength(count - 1);
    expect(at((await office.get(`/api/ledgers/${cast.ledger}/records`)).json, 'bin', 0, 'by')).toBe(
      'office同志',
    );
  });
});
