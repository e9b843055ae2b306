/** The grid's words for the harness, in Chinese as in the product. */
import type { GridWords } from '#grid/grid.contract.ts';

export const words: GridWords = {
  editor: '编辑单元格',
  selectAll: '全选',
  rowHead: (number) => `第 ${number} 行`,
  columnWidth: (title) => `调整“${title}”的列宽`,
  fillHandle: '拖动填充',
  openChoices: '打开选项',
  waiting: '待保存',
  saved: '已保存',
  refused: '未被接受',
  readonlyCell: { title: '自动生成', body: '这一栏由系统计算，不能填写。' },
  selected: (rows, columns) => `选中 ${rows} 行 × ${columns} 列`,
  copied: (rows, columns) => `已复制 ${rows} 行 × ${columns} 列`,
  clipped: (rows, columns) => `有 ${rows} 行、${columns} 列超出范围，未粘贴。`,
  skipped: (cells) => `${cells} 个锁定的单元格未改。`,
  invalid: (cells, reason) => `${cells} 个单元格未被接受：${reason}`,
  noChoice: '没有匹配的选项',
  today: '今天',
  clear: '清空',
  previousMonth: '上个月',
  nextMonth: '下个月',
  month: (year, month) => `${year}年${month}月`,
  weekdays: ['一', '二', '三', '四', '五', '六', '日'],
  apply: '确定',
  cancel: '取消',
};
