import { describe, expect, it } from 'vitest';
import { classificationMark } from '#domain/lists/classification.ts';

describe('classification marks', () => {
  it.each([
    ['机密★', '机密'],
    ['绝密', '绝密'],
    ['秘密★1年', '秘密'],
    ['关于巡察情况的报告\n机密★10年\n第1页', '机密'],
    ['【绝密】', '绝密'],
    ['（秘 密）', '秘密'],
    ['机密 5年', '机密'],
    ['　　绝　密★长期', '绝密'],
    ['密级：秘密', '秘密'],
    ['附件：机密★ 某报告', '机密'],
    ['编号001 机密★', '机密'],
    ['机密*3年', '机密'],
    ['本报告标为机密★5年', '机密'],
  ])('[F10] %j is marked %s', (text, mark) => {
    expect(classificationMark(text)).toBe(mark);
  });

  it.each([
    '保密',
    '工作秘密',
    '落实保密工作责任制不到位，涉密人员管理有漏洞。',
    '商业秘密',
    '商业秘密★',
    '工作秘密★2年',
    '密级秘密、机密、绝密标识不清',
    '泄露工作秘密、商业秘密和个人隐私',
    '国家秘密载体管理不规范，机密级文件未登记',
    '对秘密、机密、绝密文件分类登记不清',
    '机密要害部门',
    '秘密投票',
    '绝密级计算机1台',
    '密级标识不规范',
    '内部资料 注意保存',
    '秘密举报人3年未回访',
    '',
  ])('[F10] %j is ordinary text', (text) => {
    expect(classificationMark(text)).toBeUndefined();
  });

  it('[F10] reads a text of blanks in linear time', () => {
    expect(classificationMark(`机密${' '.repeat(200_000)}x${'\n'.repeat(200_000)}密`)).toBeUndefined();
  });
});
