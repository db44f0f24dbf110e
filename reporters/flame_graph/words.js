// What is said of a call, in words and numbers.

const element = (id) => document.getElementById(id);
const plural = (count, noun) => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

function milliseconds(ms) {
  if (ms === 0) return '0 ms';
  const digits = ms >= 100 ? 1 : ms >= 1 ? 2 : 3;
  return `${ms.toLocaleString('en', {minimumFractionDigits: digits, maximumFractionDigits: digits})} ms`;
}

function percent(part, whole) { return whole > 0 ? `${(100 * part / whole).toFixed(2)} %` : '–'; }

function signed(number, text) { return (number < 0 ? '−' : '+') + text; }

function changeText(node) {
  const now = node.sides[NOW].total.ms;
  const before = node.sides[BEFORE].total.ms;
  const points = 100 * (now / (root.sides[NOW].total.ms || 1) - before / (root.sides[BEFORE].total.ms || 1));
  const relative = before > 0 ? ` (${signed(now - before, Math.abs(100 * (now - before) / before).toFixed(1))} %)` : ' (new)';
  const sure = Math.abs(changeZ(node)) < 3 ? ', within the noise of sampling' : '';
  return `${milliseconds(before)} before: ${signed(now - before, milliseconds(Math.abs(now - before)))}${relative}, ` +
      `${signed(points, Math.abs(points).toFixed(2))} points${sure}`;
}

function figuresText(node) {
  const {self, total} = node.sides[view.side];
  const whole = root.sides[view.side].total.ms;
  const parts = [`${milliseconds(total.ms)} a run`, percent(total.ms, whole), plural(total.samples, 'sample'),
                 `itself ${milliseconds(self.ms)}, ${percent(self.ms, whole)}`];
  if (view.zoom !== root) parts.splice(2, 0, `${percent(total.ms, view.zoom.sides[view.side].total.ms)} of what is shown`);
  return parts.join(' · ');
}

// Text alone goes into the page: a name is never markup.
function describe(box, node) {
  const name = document.createElement('span');
  name.className = 'name';
  name.textContent = node.module === '' ? node.name : `${node.name}  [${node.module}]`;
  const figures = document.createElement('span');
  figures.className = 'figures';
  figures.textContent = figuresText(node) + (differential ? ` · ${changeText(node)}` : '');
  box.replaceChildren(name, figures);
}
