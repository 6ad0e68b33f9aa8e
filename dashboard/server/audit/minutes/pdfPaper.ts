import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import PdfKit from 'pdfkit';

/** Points: 1/72 inch. */
const margin = 48;
const footerHeight = 30;
const ink = '#17202a';
const muted = '#5b6875';
const hairline = '#c4ccd5';
const critical = '#b3261e';

type Font = 'regular' | 'bold';

/** Whole TrueType files: a Vietnamese word takes letters from two or three of the subsets that browsers are given. */
const fontFolder = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/be-vietnam-pro/package.json'));
const fontFiles: Readonly<Record<Font, string>> = {
  regular: '400Regular/BeVietnamPro_400Regular.ttf',
  bold: '600SemiBold/BeVietnamPro_600SemiBold.ttf',
};
const fonts = new Map<Font, Buffer>();

/** Read once: each is 130 kB. */
function fontBytes(name: Font): Buffer {
  const known = fonts.get(name);
  if (known !== undefined) return known;
  const bytes = readFileSync(join(fontFolder, fontFiles[name]));
  fonts.set(name, bytes);
  return bytes;
}

export interface Style {
  readonly font?: Font;
  readonly size?: number;
  readonly tone?: 'ink' | 'muted' | 'critical';
  readonly align?: 'left' | 'center' | 'right';
}

export interface Column {
  readonly title: string;
  /** Share of the width. */
  readonly share: number;
  readonly align?: 'left' | 'right';
}

export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

export interface PaperInfo {
  readonly title: string;
  readonly language: string;
  /** Stands in the file as its date: given, so that the same content makes the same bytes. */
  readonly madeAt: Date;
}

const tones = { ink, muted, critical } as const;
const cellPadding = 3;

/** A4 paper with Vietnamese letters: paragraphs, facts and tables that go on over pages, a footer on each. */
export class PdfPaper {
  readonly #doc: PDFKit.PDFDocument;
  readonly #chunks: Buffer[] = [];
  readonly #width: number;

  constructor({ title, language, madeAt }: PaperInfo) {
    this.#doc = new PdfKit({
      size: 'A4',
      margins: { top: margin, left: margin, right: margin, bottom: margin + footerHeight },
      bufferPages: true,
      lang: language,
      displayTitle: true,
      pdfVersion: '1.7',
      info: { Title: title, Producer: 'Khuê', Creator: 'Khuê', CreationDate: madeAt, ModDate: madeAt },
    });
    for (const font of ['regular', 'bold'] as const) this.#doc.registerFont(font, fontBytes(font));
    this.#doc.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    this.#width = this.#doc.page.width - 2 * margin;
  }

  #use({ font = 'regular', size = 9.5, tone = 'ink' }: Style): void {
    this.#doc.font(font).fontSize(size).fillColor(tones[tone]);
  }

  #bottom(): number {
    return this.#doc.page.height - margin - footerHeight;
  }

  /** A new page where less than `height` is left on this one. */
  keep(height: number): void {
    if (this.#doc.y + height > this.#bottom()) this.#doc.addPage();
  }

  gap(height: number): void {
    this.#doc.y += height;
  }

  text(text: string, style: Style = {}): void {
    this.#use(style);
    this.#doc.text(text, margin, this.#doc.y, { width: this.#width, align: style.align ?? 'left', lineGap: 1.5 });
  }

  heading(text: string): void {
    this.gap(12);
    this.keep(60);
    this.text(text, { font: 'bold', size: 12 });
    this.gap(4);
  }

  /** Two blocks of lines side by side, each centred. */
  pair(left: readonly Cell[], right: readonly Cell[]): void {
    const top = this.#doc.y;
    const half = this.#width / 2;
    const bottoms = [left, right].map((block, at) => {
      this.#doc.y = top;
      for (const { text, style = {} } of block) {
        this.#use(style);
        this.#doc.text(text, margin + at * half, this.#doc.y, { width: half - 8, align: 'center', lineGap: 1.5 });
      }
      return this.#doc.y;
    });
    this.#doc.y = Math.max(...bottoms);
  }

  /** A dashed frame around a sentence that must not be overlooked. */
  frame(text: string): void {
    const style = { font: 'bold', size: 9.5 } as const;
    this.#use(style);
    const height = this.#doc.heightOfString(text, { width: this.#width - 20, lineGap: 1.5 }) + 14;
    this.keep(height + 6);
    const top = this.#doc.y;
    this.#doc
      .rect(margin, top, this.#width, height)
      .dash(4, { space: 3 })
      .strokeColor(ink)
      .lineWidth(1)
      .stroke()
      .undash();
    this.#doc.text(text, margin + 10, top + 7, { width: this.#width - 20, align: 'center', lineGap: 1.5 });
    this.#doc.y = top + height + 6;
  }

  /** Names left, values right. */
  facts(facts: readonly (readonly [name: string, value: string])[]): void {
    const nameWidth = this.#width * 0.24;
    for (const [name, value] of facts) {
      this.#use({});
      const height = this.#doc.heightOfString(value, { width: this.#width - nameWidth, lineGap: 1.5 });
      this.keep(height);
      const top = this.#doc.y;
      this.#use({ tone: 'muted' });
      this.#doc.text(name, margin, top, { width: nameWidth - 8, lineGap: 1.5 });
      const nameBottom = this.#doc.y;
      this.#use({});
      this.#doc.text(value, margin + nameWidth, top, { width: this.#width - nameWidth, lineGap: 1.5 });
      this.#doc.y = Math.max(nameBottom, this.#doc.y) + 2;
    }
  }

  /** Rows are never cut in two; the head stands again on every page. */
  table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
    const head = columns.map(({ title }) => ({ text: title, style: { size: 8, tone: 'muted' } as const }));
    const headHeight = this.#rowHeight(columns, head);
    this.keep(headHeight + 24);
    this.#row(columns, head, headHeight);
    for (const row of rows) {
      const height = this.#rowHeight(columns, row);
      if (this.#doc.y + height > this.#bottom()) {
        this.#doc.addPage();
        this.#row(columns, head, headHeight);
      }
      this.#row(columns, row, height);
    }
    this.gap(4);
  }

  #rowHeight(columns: readonly Column[], cells: readonly Cell[]): number {
    const heights = columns.map(({ share }, at) => {
      const { text = '', style = {} } = cells[at] ?? {};
      this.#use({ size: 8.5, ...style });
      return this.#doc.heightOfString(text, { width: this.#width * share - 2 * cellPadding, lineGap: 1 });
    });
    return Math.max(...heights, 10) + 2 * cellPadding;
  }

  #row(columns: readonly Column[], cells: readonly Cell[], height: number): void {
    const top = this.#doc.y;
    let left = margin;
    for (const [at, { share, align = 'left' }] of columns.entries()) {
      const { text = '', style = {} } = cells[at] ?? {};
      this.#use({ size: 8.5, ...style });
      const width = this.#width * share - 2 * cellPadding;
      this.#doc.text(text, left + cellPadding, top + cellPadding, { width, align, lineGap: 1 });
      left += this.#width * share;
    }
    const bottom = top + height;
    this.#doc
      .moveTo(margin, bottom)
      .lineTo(margin + this.#width, bottom)
      .lineWidth(0.5)
      .strokeColor(hairline)
      .stroke();
    this.#doc.y = bottom;
  }

  /** Who signs: name of the part, a hint, and room for a hand. */
  signatures(parts: readonly string[], hint: string): void {
    this.gap(16);
    this.keep(120);
    const top = this.#doc.y;
    const width = this.#width / parts.length;
    for (const [at, part] of parts.entries()) {
      this.#use({ font: 'bold' });
      this.#doc.text(part, margin + at * width, top, { width, align: 'center' });
      this.#use({ tone: 'muted', size: 8.5 });
      this.#doc.text(hint, margin + at * width, top + 16, { width, align: 'center' });
    }
    this.#doc.y = top + 110;
  }

  /** Writes the footer of every page and gives the file. Nothing can be written afterwards. */
  async finish(
    footer: (page: number, pages: number) => { readonly left: string; readonly right: string },
  ): Promise<Buffer> {
    const doc = this.#doc;
    const { count } = doc.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      doc.switchToPage(page);
      // Below the lower margin text would begin a new page.
      doc.page.margins.bottom = 0;
      const { left, right } = footer(page + 1, count);
      const top = doc.page.height - margin - 8;
      this.#use({ size: 8, tone: 'muted' });
      doc.text(left, margin, top, { width: this.#width * 0.75, lineBreak: false });
      doc.text(right, margin + this.#width * 0.75, top, {
        width: this.#width * 0.25,
        align: 'right',
        lineBreak: false,
      });
    }
    const ended = new Promise<void>((done) => {
      doc.once('end', done);
    });
    doc.end();
    await ended;
    return Buffer.concat(this.#chunks);
  }
}
