// The calls: read from the page, weighed, searched. Nothing here draws.
'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const NOW = 0;
const BEFORE = 1;
const differential = data.profiles.length === 2;

// A node for each call; `self` and `total` are {ms, samples}, of a run and of all runs, by NOW and BEFORE.
function makeNodes() {
  const weights = (row, at) => ({self: {ms: row[at], samples: row[at + 1]}, total: {ms: row[at + 2], samples: row[at + 3]}});
  const nodes = [];
  data.nodes.forEach((row, id) => {
    const parent = id === 0 ? null : nodes[row[0]];
    const frame = id === 0 ? ['all', ''] : data.frames[row[1]];
    const sides = differential ? [weights(row, 2), weights(row, 6)] : [weights(row, 2)];
    const node = {id, parent, frameId: row[1], name: frame[0], module: frame[1], sides, children: [],
                  depth: parent ? parent.depth + 1 : 0};
    if (parent) parent.children.push(node);
    nodes.push(node);
  });
  return nodes;
}

const nodes = makeNodes();
const root = nodes[0];

// Where each call begins on a scale that the whole fills: after what it is called beside.
function place(side) {
  for (const node of nodes) {
    if (!node.parent) node.start = 0;
    let start = node.start;
    for (const child of node.children) {
      child.start = start;
      start += child.sides[side].total.ms;
    }
  }
}

function ancestors(node) {
  const path = [];
  for (let at = node.parent; at; at = at.parent) path.push(at);
  return path;
}

// A test for a frame's names, or null where nothing is asked for. Throws what the browser says of a broken expression.
function makeMatcher(text, isRegex) {
  if (text === '') return null;
  if (isRegex) {
    const expression = new RegExp(text, 'i');
    return (name) => expression.test(name);
  }
  const lower = text.toLowerCase();
  return (name) => name.toLowerCase().includes(lower);
}

// The ids of frames that match, and the time in calls of them: what they called counts, and only once.
function findMatches(matcher, side) {
  const frames = new Set();
  if (matcher) {
    data.frames.forEach(([name, module], id) => {
      if (matcher(name) || matcher(module)) frames.add(id);
    });
  }
  let ms = 0;
  let calls = 0;
  const inside = new Array(nodes.length).fill(false);
  for (const node of nodes) {
    if (!node.parent) continue;
    const matches = frames.has(node.frameId);
    inside[node.id] = matches || inside[node.parent.id];
    if (matches) ++calls;
    if (matches && !inside[node.parent.id]) ms += node.sides[side].total.ms;
  }
  return {frames, ms, calls};
}

// Samples of a function that takes 1 ms a run; where a profile has none, at the rate of the other.
function exposure(side) {
  const sampled = data.profiles[side].samples > 0 ? side : 1 - side;
  const ofAllRuns = root.sides[sampled].total.ms * Math.max(data.profiles[sampled].runs, 1);
  const rate = ofAllRuns > 0 ? data.profiles[sampled].samples / ofAllRuns : 1;
  return Math.max(data.profiles[side].runs, 1) * rate;
}

// How sure it is that the time changed, and where to, as in analysis/sampled_change.h: beyond 3 it did.
function changeZ(node) {
  const drift = 0.03;
  const rho = exposure(NOW) / exposure(BEFORE);
  const now = node.sides[NOW].total.samples;
  const before = node.sides[BEFORE].total.samples;
  const distance = 2 * (Math.sqrt(now + 0.375) - Math.sqrt(rho * (before + 0.375)));
  return distance / Math.sqrt(1 + rho + drift * drift * (now + rho * before) / 2);
}

// Of each function: its own time, and that of all its calls, one within another counted once.
function functionTotals() {
  const functions = data.frames.map(([name, module]) => ({
    name, module, self: data.profiles.map(() => ({ms: 0, samples: 0})), total: data.profiles.map(() => ({ms: 0, samples: 0})),
  }));
  const open = new Array(data.frames.length).fill(0);
  const add = (sum, weight) => { sum.ms += weight.ms; sum.samples += weight.samples; };
  let path = [];
  for (const node of nodes) {
    if (!node.parent) continue;
    while (path.length >= node.depth) --open[path.pop().frameId];
    const entry = functions[node.frameId];
    node.sides.forEach((side, at) => {
      add(entry.self[at], side.self);
      if (open[node.frameId] === 0) add(entry.total[at], side.total);
    });
    ++open[node.frameId];
    path.push(node);
  }
  return functions;
}
