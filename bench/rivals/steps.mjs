// node steps.mjs [SECONDS [RUNS]]: steps a second of bpmn-engine, in memory, on the way of an application from its
// registration to recognition: ten user tasks, after each an exclusive gateway with one guard, which sends it on or
// back. Each instance goes the same way, with one return. Prints a line for
// table.mjs: name, middle, least and greatest.
//
// What it does: it keeps the state of an instance and evaluates one expression a step. What ours does for a step: every
// need of the action with its reasons, jurisdiction, dates by working days, counts across dossiers, the event as bytes,
// the fold. Neither writes to disk or hashes.
import { EventEmitter } from 'node:events';
import { Engine } from 'bpmn-engine';

const seconds = Number(process.argv[2] ?? '1');
const runs = Number(process.argv[3] ?? '5');
const tasks = ['register', 'enter_pool', 'apply', 'submit', 'accept', 'review', 'check', 'recommend', 're_review',
  'recognise'];

function flow() {
  const part = ['<startEvent id="start"/>', `<sequenceFlow id="f0" sourceRef="start" targetRef="${tasks[0]}"/>`];
  tasks.forEach((t, i) => {
    const next = tasks[i + 1] ?? 'end';
    part.push(
      `<userTask id="${t}"/>`,
      `<sequenceFlow id="to_g${i}" sourceRef="${t}" targetRef="g${i}"/>`,
      `<exclusiveGateway id="g${i}" default="back${i}"/>`,
      `<sequenceFlow id="on${i}" sourceRef="g${i}" targetRef="${next}">`,
      `<conditionExpression xsi:type="tFormalExpression">\${environment.variables.good.${t}}</conditionExpression>`,
      '</sequenceFlow>',
      `<sequenceFlow id="back${i}" sourceRef="g${i}" targetRef="${t}"/>`,
    );
  });
  part.push('<endEvent id="end"/>');
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<process id="application" isExecutable="true">${part.join('\n')}</process></definitions>`;
}

const source = flow();
const wanted = Object.fromEntries(tasks.map((t) => [t, t === 'submit' ? 2 : 1]));

// One instance from beginning to end; resolves to the steps taken.
async function instance() {
  const tries = Object.fromEntries(tasks.map((t) => [t, 0]));
  const variables = { good: {} };
  const engine = new Engine({ name: 'application', source, variables });
  const listener = new EventEmitter();
  let steps = 0;
  const ended = engine.waitFor('end');
  listener.on('activity.wait', (api) => {
    steps += 1;
    tries[api.id] += 1;
    api.environment.variables.good[api.id] = tries[api.id] >= wanted[api.id];
    setImmediate(() => api.signal()); // within the listener it takes longer
  });
  await engine.execute({ listener });
  await ended;
  return steps;
}

const rates = [];
if ((await instance()) !== tasks.length + 1) throw new Error('the flow did not go the way it should');
for (let r = 0; r < runs; r += 1) {
  const start = performance.now();
  let steps = 0;
  while (performance.now() - start < seconds * 1000) steps += await instance();
  rates.push((steps * 1000) / (performance.now() - start));
}
rates.sort((a, b) => a - b);
console.log(['steps.bpmn_engine', rates[Math.floor(runs / 2)], rates[0], rates[runs - 1]].join('\t'));
