// Printing: the page's own report takes the place of everything on the screen until the printer has it.
import { paper, planPaper } from '../paper.js';

/** @type {HTMLElement | undefined} */
let sheet;

/** @param {HTMLElement} made */
function lay(made) {
  sheet?.remove();
  sheet = made;
  document.body.append(made);
  document.body.classList.add('printing');
}

function clear() {
  sheet?.remove();
  sheet = undefined;
  document.body.classList.remove('printing');
}

/** Prints what was made. @param {HTMLElement} made */
export function printPaper(made) {
  lay(made);
  print();
}

/**
 * From now on the browser's own print command prints the report as well.
 * @param {() => HTMLElement | undefined} make what is to be printed, where something is shown
 */
export function printInstead(make) {
  addEventListener('beforeprint', () => {
    if (sheet) return;
    const made = make();
    if (made) lay(made);
  });
  addEventListener('afterprint', clear);
}

export { paper, planPaper };
