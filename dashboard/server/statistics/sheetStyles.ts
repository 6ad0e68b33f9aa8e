import type { CellStyle } from 'hucre/xlsx';

const thin = { style: 'thin', color: { rgb: 'B8C0CC' } } as const;
const border = { top: thin, bottom: thin, left: thin, right: thin };

function filled(rgb: string): Pick<CellStyle, 'fill'> {
  return { fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb } } };
}

/** How the cells of our sheets look. Only what is to be filled in can be written into. */
export const sheetStyles = {
  title: { font: { bold: true, size: 14 } },
  note: { font: { italic: true, color: { rgb: '5B6472' } } },
  synthetic: { font: { bold: true, color: { rgb: 'B45309' } } },
  header: {
    font: { bold: true },
    alignment: { wrapText: true, horizontal: 'center', vertical: 'center' },
    border,
    ...filled('E6ECF4'),
  },
  fixed: { border, ...filled('F5F7FA') },
  open: { border, protection: { locked: false }, numFmt: '#,##0' },
  openWord: { border, protection: { locked: false }, alignment: { horizontal: 'center' } },
  closed: { border, ...filled('D5DAE1') },
  check: { border, font: { italic: true }, ...filled('F5F7FA'), numFmt: '#,##0.0' },
  faulty: { border, font: { bold: true, color: { rgb: '9B1C1C' } }, ...filled('FBD5D5') },
  warned: { border, ...filled('FDF0C8') },
  wrapped: { alignment: { wrapText: true, vertical: 'top' } },
} as const satisfies Readonly<Record<string, CellStyle>>;
