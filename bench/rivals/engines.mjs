// The three engines, each behind the same face: prepare(criteria) gives input(figures), what the engine wants to read
// (made before the clock starts), judge(input) -> {criterion id: verdict} and whole(input) -> are all met, written as
// the engine would have it for that question alone.
import { ZenEngine } from '@gorules/zen-engine';
import jsonLogic from 'json-logic-js';
import { Engine } from 'json-rules-engine';
import { flat, needs } from './model.mjs';

const flatten = (figures) => Object.fromEntries(Object.entries(figures).map(([k, v]) => [flat(k), v]));

/* ---- ZEN: one expression node, a line a criterion ---- */

function zenExpression(c) {
  const one = (x) => `(${x.sum.map(([k, f]) => `${k} * ${flat(f)}`).join(' + ')} ${x.op} ${x.bound})`;
  const list = c.all ?? c.any;
  const holds = list.map(one).join(c.all ? ' and ' : ' or ');
  const missing = needs(c).map((f) => `${flat(f)} == null`).join(' or ');
  const zero = (c.positive ?? []).map((f) => ` or ${flat(f)} <= 0`).join('');
  return `(${missing}${zero}) ? 'no_evidence' : ((${holds}) ? 'met' : 'not_met')`;
}

function zenDecision(expressions) {
  return new ZenEngine().createDecision({
    contentType: 'application/vnd.gorules.decision',
    nodes: [
      { id: 'in', type: 'inputNode', name: 'in', position: { x: 0, y: 0 } },
      {
        id: 'rules',
        type: 'expressionNode',
        name: 'rules',
        position: { x: 1, y: 0 },
        content: { expressions: expressions.map((value, i) => ({ id: `e${i}`, key: `c${i}`, value })) },
      },
      { id: 'out', type: 'outputNode', name: 'out', position: { x: 2, y: 0 } },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'rules', type: 'edge' },
      { id: 'b', sourceId: 'rules', targetId: 'out', type: 'edge' },
    ],
  });
}

function zen(criteria) {
  const each = zenDecision(criteria.map(zenExpression));
  const all = zenDecision([criteria.map((c) => `((${zenExpression(c)}) == 'met')`).join(' and ')]);
  const absent = Object.fromEntries(criteria.flatMap(needs).map((f) => [flat(f), null]));
  return {
    input: (figures) => ({ ...absent, ...flatten(figures) }),
    async judge(input) {
      const { result } = await each.evaluate(input);
      return Object.fromEntries(criteria.map((c, i) => [c.id, result[`c${i}`]]));
    },
    whole: async (input) => (await all.evaluate(input)).result.c0,
  };
}

/* ---- JSON Logic: one rule a criterion ---- */

function logicHolds(c) {
  const one = (x) => ({ [x.op]: [{ '+': x.sum.map(([k, f]) => ({ '*': [k, { var: flat(f) }] })) }, x.bound] });
  return c.all ? { and: c.all.map(one) } : { or: c.any.map(one) };
}

function logicRule(c) {
  const zero = (c.positive ?? []).map((f) => ({ '<=': [{ var: flat(f) }, 0] }));
  return {
    if: [{ or: [{ '!!': [{ missing: needs(c).map(flat) }] }, ...zero] }, 'no_evidence', { if: [logicHolds(c), 'met', 'not_met'] }],
  };
}

function logic(criteria) {
  const rules = criteria.map((c) => [c.id, logicRule(c)]);
  const all = { and: criteria.map(logicHolds) }; // a figure that is not there compares as false
  return {
    input: flatten,
    judge: (input) => Object.fromEntries(rules.map(([id, rule]) => [id, jsonLogic.apply(rule, input)])),
    whole: (input) => jsonLogic.apply(all, input),
  };
}

/* ---- json-rules-engine: a rule for "met" and one for "there" a criterion; sums are computed facts ---- */

const operator = { '>=': 'greaterThanInclusive', '>': 'greaterThan' };

function sumFact(engine, x) {
  const name = `sum:${JSON.stringify(x.sum)}`;
  engine.addFact(name, async (_, almanac) => {
    let total = 0;
    for (const [k, f] of x.sum) total += k * (await almanac.factValue(flat(f)));
    return total;
  });
  return name;
}

const holdsIn = (engine, c) => ({
  [c.all ? 'all' : 'any']: (c.all ?? c.any).map((x) => ({ fact: sumFact(engine, x), operator: operator[x.op], value: x.bound })),
});

function rulesEngine(criteria) {
  const each = new Engine([], { allowUndefinedFacts: true });
  for (const c of criteria) {
    each.addRule({ conditions: holdsIn(each, c), event: { type: 'met', params: { id: c.id } } });
    const there = needs(c).map((f) => ({ fact: flat(f), operator: 'notEqual', value: undefined }));
    const positive = (c.positive ?? []).map((f) => ({ fact: flat(f), operator: 'greaterThan', value: 0 }));
    each.addRule({ conditions: { all: [...there, ...positive] }, event: { type: 'there', params: { id: c.id } } });
  }
  const all = new Engine([], { allowUndefinedFacts: true });
  all.addRule({ conditions: { all: criteria.map((c) => holdsIn(all, c)) }, event: { type: 'met' } });
  return {
    input: flatten,
    async judge(input) {
      const { events } = await each.run(input);
      const met = new Set();
      const there = new Set();
      for (const e of events) (e.type === 'met' ? met : there).add(e.params.id);
      return Object.fromEntries(criteria.map((c) => [c.id, !there.has(c.id) ? 'no_evidence' : met.has(c.id) ? 'met' : 'not_met']));
    },
    whole: async (input) => (await all.run(input)).events.length > 0,
  };
}

export const engines = { 'zen-engine': zen, 'json-logic-js': logic, 'json-rules-engine': rulesEngine };
