/** Small invented documents in the many ways that offices number and break their texts. No real places or people. */
import { describe, expect, it } from 'vitest';
import type { FeedbackContent } from './content.ts';
import { joinLines } from './paragraphs.ts';
import { recognise } from './recognise.ts';
import { textLines } from './text.ts';

function read(text: string): FeedbackContent {
  const lines = textLines(text);
  if (!lines.ok) throw new Error(lines.code);
  return recognise(joinLines(lines.value));
}
const codes = (content: FeedbackContent): string[] => content.problems.map((problem) => problem.code);
const texts = (content: FeedbackContent): string[] => content.problems.map((problem) => problem.original);
const doubts = (content: FeedbackContent, severity: string): string[] =>
  content.warnings
    .filter((warning) => warning.severity === severity)
    .map((warning) => `${warning.code} ${warning.at}`);

describe('[X2] the outline', () => {
  it('[X2] three levels under a wrapper: the wrapper gives no code, the nearest heading is the subcategory', () => {
    const content = read(`中共示例县委第三巡察组
关于巡察县某某局党组的反馈意见

县某某局党组：
　　根据县委统一部署，县委第三巡察组进行了巡察。现反馈如下。
　　一、基本情况
　　局党组较好履行了职责。一是抓学习有新气象，二是抓项目有新进展。
　　二、存在的主要问题
　　（一）党的领导方面
　　1．理论学习不深入。
　　（1）学习计划不落实。2024年应学12次，实学5次。
　　（2）研讨交流走形式。3名成员的发言材料雷同。
　　2．决策程序不规范。2023年有4个项目未经集体研究，涉及资金56.5万元。
　　（二）党的建设方面
　　1．组织生活不严肃。两个支部全年未上党课。
　　三、整改要求
　　（一）提高政治站位。一要认真研究，二要逐条整改。
　　中共示例县委第三巡察组
　　二〇二五年十一月八日`);
    expect(codes(content)).toEqual(['1-1-1', '1-1-2', '1-2', '2-1']);
    expect(content.problems[0]).toMatchObject({
      category: '党的领导方面',
      subcategory: '理论学习不深入。',
      original: '学习计划不落实。2024年应学12次，实学5次。',
    });
    expect(content.problems[2]).toMatchObject({ category: '党的领导方面', subcategory: null });
    expect(content.meta).toEqual({
      title: '中共示例县委第三巡察组关于巡察县某某局党组的反馈意见',
      unit: '县某某局党组',
      team: '中共示例县委第三巡察组',
      date: '2025-11-08',
    });
    expect(doubts(content, 'must')).toEqual([]);
  });

  it('[X2] no categories: numbered items straight after the sentence that announces them', () => {
    const content = read(`县委巡察组巡察示例镇党委情况反馈
示例镇党委：
近期县委巡察组对示例镇党委开展了巡察，主要发现以下问题：
1. 惠民政策落实不力。2024年有17户低保户未按月核查。
2. 2024年村级工程管理混乱，5个项目先开工后招标。
3. 12个村的集体合同未清理，涉及土地380亩。
4. 干部作风不实。有3次值班脱岗。
以上问题，请示例镇党委认真整改。`);
    expect(codes(content)).toEqual(['1', '2', '3', '4']);
    expect(content.problems.map((problem) => problem.category)).toEqual([null, null, null, null]);
    expect(texts(content)[1]).toBe('2024年村级工程管理混乱，5个项目先开工后招标。');
    expect(content.meta.date).toBeNull();
    expect(doubts(content, 'may')).toContain('no_date head');
  });

  it('[X2] a number glued to a year or a figure is told from a decimal by what is due', () => {
    const content = read(`某局巡察反馈意见
一、财务管理方面
1.2023年有6笔支出无依据，合计2.4万元。
2.12个账户未按规定清理。
3.违规发放补贴3.6万元。`);
    expect(codes(content)).toEqual(['1-1', '1-2', '1-3']);
    expect(texts(content)).toEqual([
      '2023年有6笔支出无依据，合计2.4万元。',
      '12个账户未按规定清理。',
      '违规发放补贴3.6万元。',
    ]);
  });

  it('[X2] full-width digits, enclosed numbers and mixed brackets are numbers too', () => {
    const content = read(`某中心巡察反馈意见
㈠党建责任方面
１．党务公开不及时。2024年有7项应公开事项未公开。
２．党员管理松散。3名党员半年未参加活动。
(二)资金管理方面
⑴票据保管不严。作废票据12张未加盖印章。
⑵备用金未清理。5人借款逾期，计1.8万元。`);
    expect(codes(content)).toEqual(['1-1', '1-2', '2-1', '2-2']);
    expect(content.problems[2]?.category).toBe('资金管理方面');
  });

  it('[X2] aspects without numbers group restarting numbers', () => {
    const content = read(`某学校党总支巡察反馈意见
某学校党总支：
现反馈如下：
巡察发现的主要问题
落实上级部署方面
1.师德建设不到位。2024年未组织专题培训。
2.安全管理有漏洞。实验室3个柜子未上锁。
履行主体责任方面
1.采购把关不严。2份合同金额与验收单不符。
意见建议
1.加强学习。
2.落实责任。`);
    expect(codes(content)).toEqual(['1-1', '1-2', '2-1']);
    expect(content.problems.map((problem) => problem.category)).toEqual([
      '落实上级部署方面',
      '落实上级部署方面',
      '履行主体责任方面',
    ]);
  });

  it('[X2] two parts that restart their numbers get codes that stay unique and in order', () => {
    const content = read(`某局反馈意见
二、常规巡察发现的主要问题
（一）学习贯彻不深入。2024年少学3次。
（二）制度执行不严。6次会议无记录。
三、专项巡察发现的问题
（一）选人程序不严。2人未经公示。`);
    expect(codes(content)).toEqual(['2-1', '2-2', '3-1']);
    expect(texts(content)).toEqual([
      '学习贯彻不深入。2024年少学3次。',
      '制度执行不严。6次会议无记录。',
      '选人程序不严。2人未经公示。',
    ]);
  });

  it('[X2] a missing number is said, nothing is invented', () => {
    const content = read(`某局反馈意见
一、主体责任方面
1.责任压得不实。全年只研究1次。
3.监督执纪偏软。2件问题未处理。`);
    expect(codes(content)).toEqual(['1-1', '1-3']);
    expect(doubts(content, 'should')).toContain('number_gap 1-3');
  });
});

describe('[X3] broken lines', () => {
  it('[X3] a file wrapped at a fixed column is healed, CRLF or not', () => {
    const content = read(
      [
        '县委第四巡察组关于巡察县某某中心的反馈意见',
        '县某某中心党支部：',
        '    现将有关情况反馈如下。',
        '一、履行职责方面',
        '1、设备管护不到位。抽查的18台设备中有',
        '5台停用，账面原值合计39.6万元，其中有',
        '2.5万元的设备已经报废但是没有核销处理',
        '手续，责任人长期空缺。',
        '2、档案管理混乱。2022年以来形成的126份',
        '档案有44份没有编号，3份原件下落不明。',
        '3、值班制度不落实。',
        '县委第四巡察组',
        '2025年9月1日',
      ].join('\r\n'),
    );
    expect(codes(content)).toEqual(['1-1', '1-2', '1-3']);
    expect(texts(content)[0]).toBe(
      '设备管护不到位。抽查的18台设备中有5台停用，账面原值合计39.6万元，其中有2.5万元的设备已经报废但是没有核销处理手续，责任人长期空缺。',
    );
    expect(texts(content)[2]).toBe('值班制度不落实。');
  });
});

describe('[X4] runs', () => {
  it('[X4] 一是…二是… in a problem become problems, in praise they stay praise, in quotes they stay text', () => {
    const content = read(`某局巡察反馈意见
一、总体评价
局党组一是重视学习，全年组织培训20次；二是推进项目，完成投资3.2亿元。
二、发现的问题
（一）监督管理不严。一是日常检查缺位，2024年仅检查2次；二是问题处置滞后，8件投诉超期办结。
（二）制度照抄照搬。所报方案中“一是加强领导，成立专班负责推进工作；二是压实责任，逐级签订责任书”等内容与外地雷同。`);
    expect(codes(content)).toEqual(['1-1', '1-2', '2']);
    expect(content.problems[0]).toMatchObject({
      category: '监督管理不严',
      splitFrom: '（一）',
      original: '日常检查缺位，2024年仅检查2次；',
    });
    expect(doubts(content, 'should')).toEqual(['split_run （一）']);
  });

  it('[X4] pieces on paragraphs of their own, the lead is the title', () => {
    const content = read(`某镇反馈意见
一、乡村振兴方面
（一）项目资产管护不力。
一是底数不清。23处资产未入台账。
二是收益分配不及时，2023年收益18万元滞留账上。
三是闲置浪费，2个车间停产超过1年。
（二）防返贫监测不精准。漏报5户。`);
    expect(codes(content)).toEqual(['1-1-1', '1-1-2', '1-1-3', '1-2']);
    expect(content.problems[1]).toMatchObject({
      category: '乡村振兴方面',
      subcategory: '项目资产管护不力。',
    });
    expect(texts(content)[3]).toBe('防返贫监测不精准。漏报5户。');
  });

  it('[X4] numbers inside one paragraph', () => {
    const content = read(`某局反馈意见
一、营商环境方面
1.服务企业不优。（1）审批超时，抽查30件有4件超期；（2）收费目录未更新，仍为2020年版本；（3）投诉回应慢，平均用时19天。
2.监管方式粗放。①未制定检查计划，随意入企检查41次；②重复检查，同一企业一月被查3次。`);
    expect(codes(content)).toEqual(['1-1-1', '1-1-2', '1-1-3', '1-2-1', '1-2-2']);
  });

  it('[X4] short phrases of one sentence are left together', () => {
    const content = read(`某局反馈意见
一、作风建设方面
1.担当精神不足。干部中一是不敢管，二是不愿管，导致2项重点工作逾期。`);
    expect(codes(content)).toEqual(['1-1']);
  });

  it('[X4] text between the title and the run is never lost in silence', () => {
    const content = read(`某局反馈意见
一、财务管理方面
1.资金监管不力。2024年收到专项资金860万元，支出仅121万元。一是拨付迟缓，最长滞留14个月；二是结余未缴，涉及资金33万元。`);
    expect(codes(content)).toEqual(['1-1-1', '1-1-2']);
    expect(doubts(content, 'must')).toEqual(['lead_text 1-1']);
  });

  it('[X4] 有的…；有的… stays one problem and offers pieces that together are its text', () => {
    const content = read(`某局反馈意见
一、干部管理方面
1.日常管理松懈。抽查考勤记录，有的迟到早退；有的外出不报备；有的代签到，共涉及9人次。`);
    const [problem] = content.problems;
    expect(problem?.pieces).toHaveLength(3);
    expect(problem?.pieces.join('')).toBe(problem?.original);
    expect(doubts(content, 'should')).toEqual(['may_split 1-1']);
  });
});

describe('[X5] what is no problem', () => {
  it('[X5] advice ordered by the same aspects stays advice; a signature on one line is found', () => {
    const content = read(`关于对某局党组巡察情况的反馈意见
一、主要问题
党的领导弱化
1.研究工作少。全年2次。
党的建设虚化
1.党课不上。全年0次。
2.换届不及时。超期2年。
二、整改工作建议
党的领导方面
1.多研究。
三、下步打算
1.按期报告。
县委第六巡察组　　2025年12月3日`);
    expect(codes(content)).toEqual(['1-1', '2-1', '2-2']);
    expect(content.problems.map((problem) => problem.category)).toEqual([
      '党的领导弱化',
      '党的建设虚化',
      '党的建设虚化',
    ]);
    expect(content.meta).toMatchObject({ unit: '某局党组', team: '县委第六巡察组', date: '2025-12-03' });
  });

  it('[X5] clues, advice announced by a sentence, attachments and the signature stay outside', () => {
    const content = read(`某局反馈意见
某局党组：
发现存在以下突出问题：
一、线索处置方面
1.问题线索处置不及时。5件线索超期未办结。
2.案件质量不高。2件案卷材料不全。巡察期间收到的有关问题线索，已按规定移交县纪委监委办理。
针对上述问题，提出以下整改意见：
一、压实责任。1.制定方案。2.定期调度。
二、举一反三。
附件：问题清单
县委第一巡察组
2025.6.30`);
    expect(codes(content)).toEqual(['1-1', '1-2']);
    expect(texts(content)[1]).toBe('案件质量不高。2件案卷材料不全。');
    expect(doubts(content, 'should')).toEqual(['clue_cut 1-2']);
    expect(content.meta.date).toBe('2025-06-30');
  });

  it('[X5] a defect in a heading keeps it: 整改要求落实不到位 is a problem', () => {
    const content = read(`某局反馈意见
一、整改要求落实不到位。2022年反馈的8个问题有3个未完成。
二、工作成效不明显。满意度连续两年垫底。
三、整改要求
1.限期整改。`);
    expect(codes(content)).toEqual(['1', '2']);
  });
});

describe('[X6] doubts and marks', () => {
  it('[X6] an unnumbered paragraph under an aspect is a problem and must be confirmed', () => {
    const content = read(`某局反馈意见
二、主要问题
（一）落实巡察整改方面
整改责任虚化。2021年反馈的15个问题有4个未整改。
长效机制缺失。未修订3项制度。（立行立改）
（二）内部管理方面
1.印章管理不严。外借2次未登记。（长期坚持）`);
    expect(codes(content)).toEqual(['1-1', '1-2', '2-1']);
    expect(content.problems.map((problem) => problem.kind)).toEqual(['timed', 'immediate', 'longterm']);
    expect(doubts(content, 'must')).toEqual(['unnumbered_paragraph 1-1', 'unnumbered_paragraph 1-2']);
  });

  it('[X6] a further paragraph without a title joins its item and must be confirmed', () => {
    const content = read(`某局反馈意见
一、项目管理方面
1.招标程序不规范。2023年有2个项目化整为零，
规避公开招标。
经查，上述项目合同金额分别为98万元和97万元，均由同一公司承建，
2.监理缺位。3个项目没有监理日志。`);
    expect(codes(content)).toEqual(['1-1', '1-2']);
    expect(texts(content)[0]).toContain('均由同一公司承建');
    expect(doubts(content, 'must')).toEqual(['continued_paragraph 1-1']);
  });

  it('[X6] carried over, and provincial or municipal inspection by the name of the team', () => {
    const content = read(`中共示例市委第二巡察组关于巡察某县的反馈意见
一、主体责任方面
1.问题反弹。2020年指出的公车私用问题再次发生。（上轮遗留）`);
    expect(content.problems[0]).toMatchObject({ carriedOver: true, source: '市委巡察' });
  });

  it('[X6] a letter without problems gives none', () => {
    expect(
      read('关于召开会议的通知\n各单位：\n定于下周一召开会议，请准时参加。\n某某办公室\n2025年3月3日')
        .problems,
    ).toEqual([]);
  });

  it('[X6] any text is read without failing, and every original stands in its paragraphs', () => {
    // A document shuffled line by line is no document any more, but must still be read in bounded time.
    const lines = [
      '一、',
      '（一）',
      '1.',
      '一是',
      '二是',
      '。',
      '2.3公里',
      '问题：',
      '方面',
      '有的a；有的b；',
      '第一，',
      '',
      '　',
      '（立行立改）',
    ];
    for (let seed = 1; seed <= 200; seed += 1) {
      let state = seed;
      const text = Array.from(
        { length: 40 },
        () => lines[(state = (state * 1103515245 + 12345) % 2147483648) % lines.length],
      ).join(seed % 2 ? '\n' : '');
      const content = read(text);
      for (const problem of content.problems) {
        const stands = problem.anchors
          .map((anchor) => content.paragraphs[anchor.paragraph - 1]?.text.slice(anchor.from, anchor.to))
          .join('');
        expect(problem.original.replace(/\s/gu, '')).toBe(stands.replace(/\s/gu, ''));
      }
    }
  });
});
