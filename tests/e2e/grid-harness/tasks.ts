/** Invented task rows of three lists' shape, the same at every start. */
export interface TaskLine {
  readonly id: string;
  readonly problem: string;
  readonly original: string;
  readonly status: string;
  readonly code: string;
  readonly frozen: boolean;
  readonly cells: Readonly<Record<string, string>>;
}

const ORIGINALS = [
  '落实县委城市更新部署不够有力，6个老旧小区改造项目中有2个未按期完工，部分楼栋外墙渗水反复出现。',
  '党组议事规则执行不严，2024年有3笔大额资金支出未经集体研究，以局长办公会代替党组会。',
  '工程质量监督重程序轻实效，抽查的20份监督记录中有7份内容雷同，现场照片重复使用。',
  '物业专项维修资金监管不到位，4个小区账户余额与台账不符，差额23.8万元。',
  '机关第二支部2024年有4次组织生活会记录系事后补写。',
];
const MEASURES = [
  '逐个项目倒排工期，向县政府报告两个逾期项目的原因和完工时间，每周调度一次。',
  '对6个小区全面排查渗水，建立台账，质保期内由施工单位限期返修。',
  '修订老旧小区改造项目管理办法，明确工期考核和质保金扣减标准。',
  '逐笔核查2023年以来大额支出，补充完善决策程序。',
  '维修资金管理系统与银行数据按月自动核对。',
];
const PROGRESS = [
  '两个项目均已恢复施工，甲小区外墙保温完成85%，乙小区屋面防水通过验收。',
  '共排查312户，登记渗水41户，已返修36户，余5户待天气转晴后施工，月底前完成。',
  '初稿已征求财政、审计意见，拟于9月下旬提请局党组会审议。',
  '核查大额支出41笔，补正手续3笔，追回多付款项12.6万元。',
  '接口方案已确定，正在联调。',
];
export const TYPES = ['建章立制', '挽回损失', '追责问责', '举一反三', '专项整治', '重大措施', '其他'];
export const COMPLETIONS = ['未完成', '基本完成', '已完成'];
export const OWNERS = ['住房保障股 李某', '质安站 陈某', '政策法规股 吴某', '办公室 周某', '物业管理股 刘某'];
export const COUNTERS = [
  { id: 'rules', label: '制度', unit: '项' },
  { id: 'recovered', label: '挽回损失', unit: '万元' },
  { id: 'accountable', label: '处理', unit: '人' },
];

export function makeTasks(count: number): TaskLine[] {
  return Array.from({ length: count }, (_, index) => {
    const group = Math.floor(index / 3);
    const of = (list: readonly string[], step = 1): string => list[(index * step + group) % list.length]!;
    const problem = String(group + 1).padStart(2, '0');
    return {
      id: `t${index}`,
      problem,
      original: ORIGINALS[group % ORIGINALS.length]!,
      status: group % 4 === 1 ? '审核中' : '整改中',
      code: `${problem}-${(index % 3) + 1}`,
      frozen: group % 4 === 1,
      cells: {
        measure: of(MEASURES),
        types: index % 5 ? of(TYPES) : `${TYPES[0]}、${TYPES[3]}`,
        owner: of(OWNERS),
        due: `2026-${String((index % 9) + 1).padStart(2, '0')}-15`,
        progress: index % 7 ? of(PROGRESS) : of(PROGRESS) + of(PROGRESS, 2),
        completion: of(COMPLETIONS),
        counters: index % 2 ? '制度 1 项' : '',
        amount: String((index * 37) % 500),
        longTerm: index % 6 === 0 ? '✓' : '',
        wide: index % 3 ? '' : '同步排查2个安置房小区',
        opinion: '',
        note: '',
      },
    };
  });
}
