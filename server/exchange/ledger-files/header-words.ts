/** What officials write above a column, and what they mean by it. One table; nothing is decided elsewhere. */
import type { LedgerColumn } from '#domain/imports/ledger-columns.ts';

/** Without blanks, brackets' content, and ornaments; half width. */
export const plainHeader = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\p{Cf}]+/gu, '')
    .replace(/\([^()]*\)|\[[^\]]*\]|【[^】]*】/gu, '')
    .replace(/^[\d一二三四五六七八九十]+[.、]/u, '')
    .replace(/[*:：。]+/gu, '');

/** In order: the first that fits wins, so the narrower words come first. Whole header only. */
const WORDS: readonly (readonly [LedgerColumn, RegExp])[] = [
  ['seq', /^(?:序号|序列?|排序|总?序号?|No\.?|№|项次)$/iu],
  ['code', /^(?:问题)?(?:编号|编码|代码|代号)$|^问题序号$/u],
  ['subcategory', /^(?:二级(?:类别|分类)|问题小类|小类|子类别?|具体方面|(?:问题)?分类二)$/u],
  [
    'category',
    /^(?:(?:一级|问题|反馈问题|所属|所属问题)?(?:类别|类型|分类|大类)|问题(?:所属)?方面|方面|所属方面|反馈方面|巡察方面|板块|监督内容)$/u,
  ],
  ['source', /^(?:问题)?来源$/u],
  ['kind', /^(?:整改(?:类型|类别|方式|属性)|整改时限类型)$/u],
  ['nature', /^(?:个性\/?共性|共性\/?个性|问题性质|个性共性)$/u],
  [
    'original',
    /^(?:(?:县委|市委|省委)?(?:巡察|巡视)?(?:组)?(?:反馈|指出|发现|存在|查找|查摆)?的?(?:主要|突出|具体)?(?:问题|意见)(?:清单|内容|描述|表述|原文|事项|概述|摘要|项目|明细)?|反馈原文|反馈意见(?:问题)?|整改问题|问题表现)$/u,
  ],
  ['symptom', /^(?:具体表现|主要表现|表现形式|具体情形)$/u],
  ['cause', /^(?:问题)?(?:原因分析|产生原因|问题原因|主要原因|成因分析|根源剖析|原因)$/u],
  ['goal', /^(?:整改)?(?:目标|目标要求|工作目标|预期目标|整改要求|达到目标)$/u],
  ['firstHead', /^(?:第一责任人|党组织书记|主要负责人)$/u],
  ['countyLeader', /^(?:分管|联系|包联|挂点)?(?:县|市|区)(?:级|委|政府)?(?:分管|包联|联系|挂点)?领导$/u],
  ['supervisorOrg', /^(?:监督|督导|督办|监管)(?:责任)?(?:单位|部门|科室)$/u],
  [
    'coUnits',
    /^(?:配合|协办|协助|协同|协作|参与)(?:责任)?(?:单位|部门|科室|股室|处室)$|^(?:责任)?配合(?:单位|部门)?$/u,
  ],
  [
    'leaders',
    /^(?:(?:整改)?(?:责任|分管|牵头|包案|领办|主管|包抓|主抓)(?:县处级)?领导|责任班子成员|班子成员|牵头责任领导|责任领导班子成员)$/u,
  ],
  [
    'leadDept',
    /^(?:整改)?(?:责任|牵头|承办|主办|主责|牵头责任|具体责任)(?:单位|部门|科室|股室|处室|站所|股所|科股室)$/u,
  ],
  [
    'owner',
    /^(?:(?:任务|措施)(?:责任人|责任单位|承办人|负责人)|责任科室\/(?:责任)?人|责任人\/责任科室|责任(?:单位|科室|部门|股室)(?:及|和|、)责任人)$/u,
  ],
  ['clerk', /^(?:(?:整改|具体|直接|经办|承办)?(?:责任人|责任人员|经办人|承办人|负责人|联系人|落实人))$/u],
  ['types', /^(?:整改)?措施(?:类型|类别|分类)$/u],
  [
    'measure',
    /^(?:(?:具体|主要)?(?:整改)?(?:工作)?(?:措施|举措|任务|办法)(?:内容|清单|及时限)?|(?:拟)?采取的?(?:整改)?措施|整改落实措施|整改事项)$/u,
  ],
  [
    'due',
    /^(?:计划|拟|要求|规定)?(?:整改|完成|整改完成|办结|落实)?(?:的)?(?:时限|期限|时限要求|截止时间|截止日期|时间节点)$|^(?:计划|拟|要求|整改|整改完成|预计)*(?:完成|整改)(?:时间|日期)$/u,
  ],
  ['closedOn', /^(?:销号|办结|核销)(?:日期|时间)$/u],
  ['opinion', /^(?:(?:巡察办|派驻组|初审|复审|审核|审查)*(?:审核|初审|审查|复核)(?:意见|情况|结果)?)$/u],
  [
    'completion',
    /^(?:是否(?:完成|销号|整改到位|整改完成)|(?:整改|完成|办理|当前|销号)?状态|(?:整改)?完成(?:情况|程度|与否)|销号情况)$/u,
  ],
  [
    'progress',
    /^(?:(?:目前|当前|最新|工作|整改|落实|整改工作|整改落实|完成)*(?:进展|进度|进展情况|进展说明|进展及成效|成效|整改情况|落实情况|进度情况|完成情况说明|情况说明)|整改(?:落实)?(?:情况|结果|成果)|落实情况|取得成效|(?:整改)?(?:措施)?落实情况)$/u,
  ],
  ['extension', /^举一反三(?:情况)?$/u],
  [
    'evidence',
    /^(?:(?:整改)?(?:佐证|印证|证明|支撑|支持|验证)(?:材料|资料|清单)?(?:目录|名称)?|附件材料|台账资料)$/u,
  ],
  ['note', /^(?:备注|说明|附注|备考)$/u],
];

/** Columns whose header may mean the state or the account of it; what stands in them decides. */
export const AMBIGUOUS: ReadonlySet<LedgerColumn> = new Set(['completion', 'progress']);

export function columnOfWord(header: string): LedgerColumn | null {
  const plain = plainHeader(header);
  if (plain === '' || plain.length > 24) return null;
  return WORDS.find(([, words]) => words.test(plain))?.[0] ?? null;
}
