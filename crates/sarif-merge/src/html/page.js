'use strict';
// The page reads without this script. It adds filters over the table of findings.
(() => {
  const table = document.getElementById('findings-table');
  const controls = document.getElementById('controls');
  if (!table || !controls) return;
  const of = (id) => document.getElementById(id);
  const filters = [of('by-severity'), of('by-tool'), of('by-standing'), of('filter')];
  const [severity, tool, standing, place] = filters;
  const rows = [...table.tBodies[0].rows].map((row) => ({
    row,
    severity: row.dataset.severity,
    standing: row.dataset.standing,
    tool: row.cells[2].textContent,
    place: row.cells[4].textContent.toLowerCase(),
  }));

  const show = () => {
    const wanted = place.value.toLowerCase();
    const fits = (select, value) => select.value === '' || select.value === value;
    let shown = 0;
    for (const it of rows) {
      const fit = fits(severity, it.severity) && fits(tool, it.tool) && fits(standing, it.standing);
      it.row.hidden = !fit || !it.place.includes(wanted);
      if (!it.row.hidden) shown += 1;
    }
    of('filtered').textContent = `${shown} of ${rows.length} findings`;
  };

  for (const filter of filters) filter.addEventListener('input', show);
  controls.hidden = false;
  show();

  document.addEventListener('keydown', (event) => {
    const at = event.target;
    const writing = at instanceof HTMLSelectElement || (at instanceof HTMLInputElement && at.type !== 'checkbox');
    if (writing || event.ctrlKey || event.metaKey || event.altKey || !of('keys').checked || event.key !== '/') return;
    place.focus();
    event.preventDefault();
  });
})();
