/** Preview of a ledger file of 2,500 problems and 10,000 tasks with 15,000 merged ranges. Goals: 5 s, no block of the event loop above 50 ms. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { workbookOf, type TestSheet } from '#server/exchange/ledger-files/workbook.testing.ts';
import { makeCast } from '../contract/cast.ts';
import { openHouse, upload } from '../contract/house.ts';
import type { BenchResult } from './run.ts';

const PROBLEMS = 2_500;
const TASKS_EACH = 4;
/** Columns of a problem that are merged over its tasks. */
const MERGED = ['A', 'B', 'C', 'D', 'E', 'F'];
const TICK_MS = 1;

const HEADER = [
  '序号',
  '编号',
  '问题类别',
  '反馈问题',
  '责任领导',
  '牵头科室',
  '责任人',
  '整改措施',
  '措施类型',
  '完成时限',
  '整改进展',
  '完成情况',
  '佐证材料',
  '备注',
];

export function largeSheet(): TestSheet {
  const rows: (string | number | null)[][] = [
    ['某局巡察反馈问题整改台账'],
    ['填报日期：2026年6月5日'],
    HEADER,
  ];
  const merges: string[] = [];
  for (let p = 1; p <= PROBLEMS; p += 1) {
    const from = rows.length + 1;
    for (let t = 0; t < TASKS_EACH; t += 1) {
      const problem =
        t === 0
          ? [
              p,
              `1-${p}`,
              '落实责任方面',
              `第${p}项工作落实不到位。2025年抽查的${p}件事项中有${t + 3}件没有办结，责任没有落到人。`,
              '张某',
              '办公室',
            ]
          : MERGED.map(() => null);
      rows.push([
        ...problem,
        '李某某',
        `对第${p}项工作的第${t + 1}个环节逐件核查，限期办结并通报。`,
        '专项整治',
        '2026年9月底前',
        `已核查${t + 1}件，其余正在办理。`,
        '基本完成',
        '核查表',
        null,
      ]);
    }
    for (const column of MERGED) merges.push(`${column}${from}:${column}${from + TASKS_EACH - 1}`);
  }
  return { name: '台账', rows, merges };
}

export async function run(): Promise<BenchResult> {
  const sheet = largeSheet();
  const bytes = workbookOf([sheet]);
  const house = await openHouse();
  try {
    const cast = await makeCast(house);
    const office = await cast.as('office');
    const file = upload('台账.xlsx', bytes);
    const measure = async (): Promise<{
      readonly ms: number;
      readonly blockMs: number;
      readonly size: number;
    }> => {
      const delay = monitorEventLoopDelay({ resolution: TICK_MS });
      delay.enable();
      const start = performance.now();
      const reply = await fetch(`http://127.0.0.1:${house.port}/api/ledgers/${cast.ledger}/import`, {
        method: 'POST',
        headers: { ...file.headers, cookie: office.cookie },
        body: new Uint8Array(file.bytes!),
      });
      const size = (await reply.arrayBuffer()).byteLength;
      const ms = performance.now() - start;
      delay.disable();
      if (reply.status !== 200) throw new Error(`The preview was answered with ${reply.status}.`);
      return { ms, blockMs: delay.max / 1e6, size };
    };
    const cold = await measure();
    const warm = await measure();
    return {
      name: 'excel',
      metrics: {
        'preview, first, ms': cold.ms,
        'preview, again, ms': warm.ms,
        // the client that asks lives in the same process: taking in its answer is in this figure
        'longest block of the event loop, ms': Math.max(cold.blockMs, warm.blockMs),
        problems: PROBLEMS,
        tasks: PROBLEMS * TASKS_EACH,
        'merged ranges': sheet.merges?.length ?? 0,
        'file, KB': bytes.length / 1_024,
        'preview, KB': warm.size / 1_024,
      },
    };
  } finally {
    await house.close();
  }
}
