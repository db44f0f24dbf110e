// The picture: a row of the canvas for each depth, the outermost call at the top.

const canvas = document.getElementById('canvas');
const pen = canvas.getContext('2d');
const ROW = 20;
const SMALLEST = 0.6;  // CSS pixels; narrower calls are not drawn

const view = {side: NOW, zoom: root, selected: null, matches: {frames: new Set(), ms: 0, calls: 0}, searching: false};
let boxes = [];  // what is drawn: {node, x, width}, by row
let theme = {};

function readTheme() {
  const style = getComputedStyle(document.documentElement);
  const value = (name) => style.getPropertyValue(name).trim();
  theme = {text: value('--frame-text'), edge: value('--frame-edge'), neutral: value('--neutral'), page: value('--page'),
           match: value('--match'), matchText: value('--match-text'), selected: value('--selected'),
           lightness: parseFloat(value('--frame-lightness')), saturation: parseFloat(value('--frame-saturation')),
           grew: value('--grew'), shrank: value('--shrank'), quiet: value('--quiet')};
  colours.clear();
}

function hash(text) {
  let value = 2166136261;
  for (let i = 0; i < text.length; ++i) value = Math.imul(value ^ text.charCodeAt(i), 16777619);
  return value >>> 0;
}

const colours = new Map();  // by frame, or by node where growth decides

// A module has a hue, a function a shade of it. The program's own module is warm, the kernel cold.
function moduleHue(module) {
  if (module.startsWith('[kernel')) return 205;
  if (module === ownModule) return 32;
  if (module === '') return 0;
  return 70 + hash(module) % 260;
}

function plainColour(node) {
  if (!node.parent) return theme.neutral;
  const shade = hash(node.name) % 9;
  const saturation = node.module === '' ? 0 : theme.saturation;
  return `hsl(${moduleHue(node.module)} ${saturation}% ${theme.lightness + (shade - 4) * 1.6}%)`;
}

// The surer a change is and the larger, the stronger is its colour.
function growthColour(node) {
  const z = changeZ(node);
  const now = node.sides[NOW].total.ms;
  const before = node.sides[BEFORE].total.ms;
  const largest = Math.max(now, before);
  if (Math.abs(z) < 3 || largest === 0) return theme.neutral;
  const strength = 0.25 + 0.75 * Math.min(1, 2 * Math.abs(now - before) / largest);
  const lightness = theme.lightness > 50 ? 88 - 28 * strength : 26 + 20 * strength;
  return `hsl(${z > 0 ? theme.grew : theme.shrank} ${30 + 50 * strength}% ${lightness}%)`;
}

function colourOf(node) {
  const key = differential ? node.id : node.frameId;
  if (!colours.has(key)) colours.set(key, differential ? growthColour(node) : plainColour(node));
  return colours.get(key);
}

// The calls above what is zoomed into are as wide as the picture.
function layOut(width) {
  const rows = [];
  const put = (node, x, boxWidth, above) => {
    (rows[node.depth] ||= []).push({node, x, width: boxWidth, above});
  };
  for (const node of ancestors(view.zoom)) put(node, 0, width, true);
  const whole = view.zoom.sides[view.side].total.ms;
  const scale = whole > 0 ? width / whole : 0;
  const waiting = [view.zoom];
  while (waiting.length > 0) {
    const node = waiting.pop();
    const boxWidth = node === view.zoom ? width : node.sides[view.side].total.ms * scale;
    if (boxWidth < SMALLEST) continue;
    put(node, (node.start - view.zoom.start) * scale, boxWidth, false);
    for (let i = node.children.length; i-- > 0;) waiting.push(node.children[i]);
  }
  return rows;
}

// As much of the text as fits, found by halves since measuring is dear.
function fitted(text, width) {
  if (pen.measureText(text).width <= width) return text;
  let fits = 0;
  let over = Math.min(text.length, Math.ceil(width / 3));
  while (over - fits > 1) {
    const middle = (fits + over) >> 1;
    if (pen.measureText(text.slice(0, middle) + '…').width <= width) fits = middle; else over = middle;
  }
  return fits < 2 ? '' : text.slice(0, fits) + '…';
}

function drawBox(box, row) {
  const {node, x, width} = box;
  const y = row * ROW;
  const matched = view.matches.frames.has(node.frameId);
  pen.globalAlpha = box.above || (view.searching && !matched) ? 0.55 : 1;
  pen.fillStyle = matched ? theme.match : colourOf(node);
  pen.fillRect(x, y, Math.max(width - (width > 3 ? 1 : 0), 0.5), ROW - 1);
  pen.globalAlpha = 1;
  if (width > 28) {
    pen.fillStyle = matched ? theme.matchText : theme.text;
    pen.fillText(fitted(node.name, width - 9), x + 4, y + ROW / 2);
  }
  if (node === view.selected) {
    pen.strokeStyle = theme.selected;
    pen.lineWidth = 2;
    pen.strokeRect(x + 1, y + 1, Math.max(width - 3, 1), ROW - 3);
  }
}

let sized = '';

function draw() {
  const width = canvas.parentElement.clientWidth;
  boxes = layOut(width);
  const height = Math.max(boxes.length, 1) * ROW;
  const mostPixels = 16000;  // that browsers give a canvas
  const ratio = Math.min(window.devicePixelRatio || 1, Math.max(mostPixels / height, 0.25));
  const size = `${width} ${height} ${ratio}`;
  if (size !== sized) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.height = `${height}px`;
    sized = size;
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.font = '12px system-ui, "Segoe UI", Roboto, Arial, sans-serif';
  pen.textBaseline = 'middle';
  boxes.forEach((row, depth) => row.forEach((box) => drawBox(box, depth)));
}

let asked = false;

function redraw() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => { asked = false; draw(); });
}

// What is drawn at a place of the window.
function boxAt(clientX, clientY) {
  const area = canvas.getBoundingClientRect();
  const x = clientX - area.left;
  const row = boxes[Math.floor((clientY - area.top) / ROW)] || [];
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (row[middle].x + row[middle].width < x) low = middle + 1; else high = middle;
  }
  return low < row.length && row[low].x <= x ? row[low] : null;
}

// The module in which most of the time goes by itself, libraries of the system left out.
const ownModule = (() => {
  const times = new Map();
  for (const {name, module, self} of functionTotals()) {
    if (module === '' || module.startsWith('[') || /^(ld-|lib(c|m|stdc\+\+|gcc_s|pthread)[.-])/.test(module) || !name) continue;
    times.set(module, (times.get(module) || 0) + self[NOW].ms);
  }
  return [...times].sort((one, other) => other[1] - one[1]).map(([module]) => module)[0];
})();
