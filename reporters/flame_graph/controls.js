// What people do: pointer, keys, search, and the address, whose part behind the '#' keeps what is shown.

const searchField = element('search');
function showDetails() { describe(element('details'), view.selected || view.zoom); }

function select(node) {
  view.selected = node;
  showDetails();
  redraw();
}

function showTip(node, x, y) {
  const tip = element('tip');
  tip.hidden = node === null;
  if (node === null) return;
  describe(tip, node);
  const {width, height} = tip.getBoundingClientRect();
  const below = y + 18 + height < window.innerHeight;
  tip.style.left = `${Math.max(8, Math.min(x + 12, window.innerWidth - width - 8))}px`;
  tip.style.top = `${below ? y + 18 : Math.max(8, y - height - 12)}px`;
}

// A frame of its own around the call under the pointer: to draw all anew would be slow where calls are many.
function hover(box, x, y) {
  const mark = element('mark');
  mark.hidden = box === null;
  canvas.style.cursor = box ? 'pointer' : 'default';
  if (box) {
    mark.style.left = `${box.x}px`;
    mark.style.top = `${box.node.depth * ROW}px`;
    mark.style.width = `${Math.max(box.width - 1, 2)}px`;
  }
  showTip(box && box.node, x, y);
}

// The address

function writeAddress() {
  const parts = new URLSearchParams();
  if (view.zoom !== root) parts.set('zoom', view.zoom.id);
  if (searchField.value !== '') parts.set('search', searchField.value);
  if (element('regex').checked) parts.set('regex', '1');
  if (view.side === BEFORE) parts.set('widths', 'before');
  return `#${parts}`;
}

// A zoom is a step that the browser's Back undoes; what is typed is not.
function remember(isStep) {
  const address = writeAddress();
  if (address === (location.hash || '#')) return;
  if (isStep) history.pushState(null, '', address); else history.replaceState(null, '', address);
}

function readAddress() {
  const parts = new URLSearchParams(location.hash.slice(1));
  searchField.value = parts.get('search') || '';
  element('regex').checked = parts.get('regex') === '1';
  view.side = differential && parts.get('widths') === 'before' ? BEFORE : NOW;
  element('before').checked = view.side === BEFORE;
  place(view.side);
  view.zoom = nodes[Number(parts.get('zoom'))] || root;
  view.selected = null;
  search();
  showZoom();
}

function showZoom() {
  element('out').disabled = view.zoom === root;
  element('all').disabled = view.zoom === root;
  showDetails();
  redraw();
}

function zoomTo(node) {
  view.zoom = node;
  view.selected = null;
  hover(null);
  remember(true);
  showZoom();
}

function zoomOut() { if (view.zoom.parent) zoomTo(view.zoom.parent); }

// Search

function search() {
  const text = searchField.value;
  let says = '';
  let broken = false;
  try {
    view.matches = findMatches(makeMatcher(text, element('regex').checked), view.side);
    const {ms, calls} = view.matches;
    if (text !== '') says = `${percent(ms, root.sides[view.side].total.ms)} · ${milliseconds(ms)} in ${plural(calls, 'call')}`;
  } catch (error) {
    view.matches = findMatches(null, view.side);
    says = 'no regular expression';
    broken = true;
  }
  searchField.setAttribute('aria-invalid', String(broken));
  view.searching = text !== '' && !broken;
  element('matched').textContent = says;
  redraw();
}

function searchFor(text, isRegex) {
  searchField.value = text;
  element('regex').checked = isRegex;
  search();
  remember(false);
}

// Keys

function heaviest(list) {
  return list.reduce((best, node) => (node.sides[view.side].total.ms > (best ? best.sides[view.side].total.ms : 0) ? node : best), null);
}

function beside(node, step) {
  if (!node.parent) return null;
  const shown = node.parent.children.filter((child) => child.sides[view.side].total.ms > 0);
  return shown[shown.indexOf(node) + step] || null;
}

const MOVES = {
  ArrowDown: (node) => heaviest(node.children),
  ArrowUp: (node) => node.parent,
  ArrowLeft: (node) => beside(node, -1),
  ArrowRight: (node) => beside(node, 1),
  Home: () => root,
};

function onCanvasKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const at = view.selected || view.zoom;
  if (event.key in MOVES) {
    const next = view.selected === null && event.key !== 'Home' ? at : MOVES[event.key](at);
    if (next) select(next);
    event.preventDefault();
    if (next) keepInSight(next);
  } else if (event.key === 'Enter' || event.key === ' ') {
    zoomTo(at);
    select(at);
    event.preventDefault();
  }
}

function keepInSight(node) {
  const top = canvas.getBoundingClientRect().top + node.depth * ROW;
  const covered = element('details').offsetHeight;
  if (top < covered) window.scrollBy(0, top - covered - ROW);
  if (top + 2 * ROW > window.innerHeight) window.scrollBy(0, top + 2 * ROW - window.innerHeight);
}

function onPageKey(event) {
  const typing = event.target === searchField;
  if (event.key === '/' && !typing) {
    searchField.focus();
    event.preventDefault();
  } else if (event.key === 'Escape') {
    if (typing && searchField.value !== '') searchFor('', element('regex').checked);
    else if (view.zoom === root) hover(null);
    else zoomOut();
    event.preventDefault();
  }
}

canvas.addEventListener('mousemove', (event) => hover(boxAt(event.clientX, event.clientY), event.clientX, event.clientY));
canvas.addEventListener('mouseleave', () => hover(null));
canvas.addEventListener('click', (event) => {
  const box = boxAt(event.clientX, event.clientY);
  if (!box) return;
  const {node} = box;
  zoomTo(node === view.zoom && node.parent ? node.parent : node);
});
canvas.addEventListener('keydown', onCanvasKey);
document.addEventListener('keydown', onPageKey);
searchField.addEventListener('input', () => { search(); remember(false); });
element('regex').addEventListener('change', () => { search(); remember(false); });
element('before').addEventListener('change', () => {
  view.side = element('before').checked ? BEFORE : NOW;
  place(view.side);
  search();
  remember(false);
  showZoom();
});
element('tools').addEventListener('submit', (event) => event.preventDefault());
element('out').addEventListener('click', zoomOut);
element('all').addEventListener('click', () => zoomTo(root));
window.addEventListener('popstate', readAddress);
window.addEventListener('hashchange', readAddress);
window.addEventListener('resize', redraw);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { readTheme(); redraw(); });
