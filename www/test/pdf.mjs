// The words of a PDF, as a reader would find them.
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** @param {Buffer} bytes @returns {Promise<{ pages: number, text: string }>} */
export async function textOfPdf(bytes) {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const pdf = await task.promise;
  let text = '';
  for (let page = 1; page <= pdf.numPages; page += 1) {
    const { items } = await (await pdf.getPage(page)).getTextContent();
    text += items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('');
    text += '\n';
  }
  const pages = pdf.numPages;
  await task.destroy();
  return { pages, text };
}
