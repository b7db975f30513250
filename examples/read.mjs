#!/usr/bin/env node
// Reads a timeline as it is streamed, an event a line, and counts who met whom. Node 18 or newer, nothing else.
//   examples/read.mjs 'http://127.0.0.1:8080/timeline.ndjson?kind=round'
const address = process.argv[2] ?? "http://127.0.0.1:8080/timeline.ndjson?kind=round";
const answer = await fetch(address);
if (!answer.ok) {
  const problem = await answer.json();
  console.error(`${address}: ${answer.status}: ${problem.detail}`);
  process.exit(1);
}

const meetings = new Map();
let rest = "";
let end = null;
const decoder = new TextDecoder();
for await (const chunk of answer.body) {
  const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
  rest = lines.pop();
  for (const line of lines.filter(Boolean)) {
    const event = JSON.parse(line);
    if (event.end) {
      end = event;
      continue;
    }
    const parties = event.participants.filter((p) => p.role === "party").map((p) => p.actor.name).sort();
    const table = parties.join(" – ") || "nobody named";
    meetings.set(table, (meetings.get(table) ?? 0) + 1);
  }
}
// A stream without its last line was cut, and its counts would be wrong.
if (!end) {
  console.error("the answer was cut off: ask again");
  process.exit(1);
}
for (const [table, count] of [...meetings].sort((a, b) => b[1] - a[1])) {
  console.log(`${String(count).padStart(4)}  ${table}`);
}
console.log(`${end.count} events, as of change ${end.seq}`);
