// Filters the rows by every word of the search; the address keeps the words.
const search = document.getElementById('search');
const count = document.getElementById('count');
const rows = [...document.querySelectorAll('tbody tr')].map((row) => [row, row.textContent.toLowerCase()]);

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const [row, text] of rows) {
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) shown += 1;
  }
  for (const section of document.querySelectorAll('section')) {
    section.hidden = !section.querySelector('tbody tr:not([hidden])');
  }
  count.textContent = `${shown} of ${rows.length} builds`;
}

search.addEventListener('input', filter);
filter();
