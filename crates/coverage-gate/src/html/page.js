'use strict';
// The page reads without this script. It adds sorting, a filter, and keys from one uncovered place to the next.
(() => {
  const table = document.getElementById('file-table');
  const controls = document.getElementById('controls');
  const gaps = [...document.querySelectorAll('.gap')];
  const filter = document.getElementById('filter');
  const keys = document.getElementById('keys');
  let at = -1;

  const value = (row, column) => {
    const cell = row.cells[column];
    return 'v' in cell.dataset ? Number(cell.dataset.v) : cell.textContent;
  };

  const compare = (a, b) => (typeof a === 'number' ? a - b : a < b ? -1 : a > b ? 1 : 0);

  const sort = (header, column) => {
    const down = header.getAttribute('aria-sort') !== 'descending';
    for (const other of header.parentNode.cells) other.removeAttribute('aria-sort');
    header.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const body = table.tBodies[0];
    const rows = [...body.rows];
    rows.sort((a, b) => (down ? -1 : 1) * compare(value(a, column), value(b, column)));
    body.append(...rows);
  };

  const show = () => {
    const wanted = filter.value.toLowerCase();
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted);
      if (!row.hidden) shown += 1;
    }
    document.getElementById('filtered').textContent = `${shown} of ${table.tBodies[0].rows.length} files`;
  };

  const go = (step) => {
    if (gaps.length === 0) return;
    at = Math.min(Math.max(at + step, 0), gaps.length - 1);
    gaps[at].focus({ preventScroll: true });
    gaps[at].scrollIntoView({ block: 'center' });
  };

  if (table) {
    [...table.tHead.rows[0].cells].forEach((header, column) => {
      if ('fixed' in header.dataset) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...header.childNodes);
      button.addEventListener('click', () => sort(header, column));
      header.append(button);
    });
    controls.hidden = false;
    filter.addEventListener('input', show);
    show();
  }

  document.addEventListener('focusin', (event) => {
    const gap = event.target.closest('.gap');
    if (gap) at = gaps.indexOf(gap);
  });

  document.addEventListener('keydown', (event) => {
    const writing = event.target instanceof HTMLInputElement && event.target.type !== 'checkbox';
    if (writing || event.ctrlKey || event.metaKey || event.altKey || !keys?.checked) return;
    if (event.key === 'n') go(1);
    else if (event.key === 'p') go(-1);
    else if (event.key === '/') filter.focus();
    else return;
    event.preventDefault();
  });
})();
