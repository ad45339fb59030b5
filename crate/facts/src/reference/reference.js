// Filters the rows by every word of the search.
const search = document.getElementById('search');
const count = document.getElementById('count');
const rows = [...document.querySelectorAll('tbody tr')].map((row) => [row, row.textContent.toLowerCase()]);
const sections = [...document.querySelectorAll('section')].filter((section) => section.querySelector('tbody'));

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const [row, text] of rows) {
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) shown += 1;
  }
  for (const section of sections) section.hidden = !section.querySelector('tbody tr:not([hidden])');
  count.textContent = words.length ? `${shown} of ${rows.length}` : `${rows.length} in all`;
}

search.addEventListener('input', filter);
filter();
