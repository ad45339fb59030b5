// A picture of the verdict to show around: what it is and what it says, without the server's name.
import { STATUS_SHAPES } from '../status.js';
import { currentLanguage, date, t } from '../text.js';
import { whatIs } from '../release.js';
import { nextStep } from '../plan.js';

const WIDTH = 1200;
const HEIGHT = 630;
const PAD = 72;

/** @param {import('expatch').Server} server @param {import('expatch').Report} report */
export async function savePicture(server, report) {
  const canvas = drawn(server, report);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  const url = URL.createObjectURL(/** @type {Blob} */ (blob));
  const link = document.createElement('a');
  link.href = url;
  link.download = `expatch-${report.asOf}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** @param {import('expatch').Server} server @param {import('expatch').Report} report */
function drawn(server, report) {
  const { verdict } = server;
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const colours = getComputedStyle(document.querySelector('article.verdict') ?? document.documentElement);
  const colour = (/** @type {string} */ name) => colours.getPropertyValue(name).trim();
  pen.fillStyle = colour('--wash');
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.fillStyle = colour('--tone');
  pen.fillRect(0, 0, WIDTH, 16);
  pen.save();
  pen.translate(PAD, PAD + 6);
  pen.scale(2.6, 2.6);
  pen.strokeStyle = colour('--tone');
  pen.lineWidth = 1.9;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  for (const path of STATUS_SHAPES[verdict.status] ?? []) pen.stroke(new Path2D(path));
  pen.restore();
  const write = (
    /** @type {string} */ text,
    /** @type {{ x?: number, y: number, size: number, weight?: number, tone: string, most: number }} */ how,
  ) => {
    const { x = PAD, y, size, weight = 400, tone, most } = how;
    pen.font = `${weight} ${size}px system-ui, sans-serif`;
    pen.fillStyle = colour(tone);
    const lines = wrapped(pen, text, WIDTH - PAD - x, most);
    for (const [at, line] of lines.entries()) pen.fillText(line, x, y + at * size * 1.3);
    return y + lines.length * size * 1.3;
  };
  let y = write(verdict.headline, { x: PAD + 84, y: PAD + 52, size: 46, weight: 700, tone: '--tone', most: 3 });
  y = Math.max(y, PAD + 120);
  y = write([whatIs(server), server.build].filter(Boolean).join(' · '), {
    y: y + 22,
    size: 32,
    weight: 600,
    tone: '--ink',
    most: 1,
  });
  const next = nextStep(verdict);
  if (next) write(`${t('next.title')}: ${next.text}`, { y: y + 26, size: 28, tone: '--ink', most: 4 });
  write(t('data.day', { day: date(report.database.asOf), version: report.database.version, asOf: date(report.asOf) }), {
    y: HEIGHT - PAD,
    size: 22,
    tone: '--soft',
    most: 1,
  });
  canvas.lang = currentLanguage();
  return canvas;
}

/** @param {CanvasRenderingContext2D} pen @param {string} text @param {number} width @param {number} most */
function wrapped(pen, text, width, most) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1];
    const longer = line ? `${line} ${word}` : word;
    if (pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  if (lines.length > most) return [...lines.slice(0, most - 1), `${lines[most - 1]} …`];
  return lines;
}
