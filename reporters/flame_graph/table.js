// What stands around the picture: the facts of the profile, and a table of its functions.

function fillFacts() {
  const of = (side) => {
    const {runs, samples} = data.profiles[side];
    return `${milliseconds(root.sides[side].total.ms)} a run, ${plural(samples, 'sample')} in ${plural(runs, 'run')}`;
  };
  const parts = [of(NOW), ...(differential ? [`before: ${of(BEFORE)}`] : []), ...data.notes];
  element('facts').textContent = data.profiles[NOW].samples === 0 ? `No samples: what ran was too short. ${parts.join(' · ')}` : parts.join(' · ');
}

function cells(row, kind, texts) {
  for (const text of texts) {
    const cell = document.createElement(kind);
    cell.textContent = text;
    row.append(cell);
  }
  return row;
}

function escaped(text) { return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'); }

function fillTable() {
  const most = 30;
  const whole = root.sides[NOW].total.ms;
  const heads = ['Function', 'Module', 'Itself', 'Share', 'Samples', 'With what it called'];
  if (differential) heads.push('Itself before', 'Change');
  element('table-head').append(cells(document.createElement('tr'), 'th', heads));
  const rows = functionTotals().sort((one, other) => other.self[NOW].ms - one.self[NOW].ms).slice(0, most);
  for (const {name, module, self, total} of rows) {
    const row = document.createElement('tr');
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = name;
    button.addEventListener('click', () => searchFor(`^${escaped(name)}$`, true));
    const first = document.createElement('td');
    first.append(button);
    row.append(first);
    const texts = [module, milliseconds(self[NOW].ms), percent(self[NOW].ms, whole), self[NOW].samples.toLocaleString('en'), milliseconds(total[NOW].ms)];
    if (differential) {
      const change = self[NOW].ms - self[BEFORE].ms;
      texts.push(milliseconds(self[BEFORE].ms), signed(change, milliseconds(Math.abs(change))));
    }
    element('table').append(cells(row, 'td', texts));
  }
}

element('side-choice').hidden = !differential;
element('legend').hidden = !differential;
readTheme();
fillFacts();
fillTable();
readAddress();
