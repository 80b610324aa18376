// Shows the items of the table as they are stored, by their kinds.

import { moment } from "/dev/time.js";

/** Bytes to a line of a dump; it fits the narrowest screen. */
const LINE = 8;
/** Bytes that are seen without being asked for. */
const FIRST = 16;

const $ = (id) => document.getElementById(id);

async function readTable() {
  $("again").disabled = true;
  try {
    const response = await fetch("/dev/table.json", { cache: "no-store" });
    if (!response.ok) throw new Error(`status ${response.status}`);
    show(await response.json());
  } catch {
    $("state").textContent = "The server cannot be reached.";
  } finally {
    $("again").disabled = false;
  }
}

function show({ table, now, more, items }) {
  const kinds = Map.groupBy(items, ({ kind }) => kind);
  $("kinds").replaceChildren(...[...kinds].map(([kind, items]) => sectionOf(kind, items, now)));
  const bytes = items.reduce((sum, item) => sum + item.bytes, 0);
  const count = items.length === 1 ? "1 item" : `${items.length} items`;
  $("state").textContent = `${table}: ${count}, ${bytes} bytes${more ? "; there are more, which are not shown" : ""}`;
}

/** A copy of a template, and what finds its parts. */
function copyOf(template) {
  const element = $(template).content.firstElementChild.cloneNode(true);
  return [element, (name) => element.querySelector(`[data-part="${name}"]`)];
}

function sectionOf(kind, items, now) {
  const [section, part] = copyOf("kind");
  part("kind").textContent = kind;
  part("about").textContent = items[0].about;
  part("items").append(...items.map((item) => itemOf(item, now)));
  return section;
}

function itemOf({ bytes, expires_at, attributes }, now) {
  const [item, part] = copyOf("item");
  const end = expires_at === null ? ["kept for good"] : [expires_at > now ? "expires " : "expired ", moment(expires_at, now)];
  part("facts").append(`${bytes} bytes, `, ...end);
  for (const attribute of attributes) {
    const name = document.createElement("dt");
    name.textContent = attribute.name;
    const about = document.createElement("dd");
    about.append(...valueOf(attribute));
    part("attributes").append(name, about);
  }
  return item;
}

function valueOf({ name, type, value, bytes }) {
  if (type !== "bytes") return [code(value)];
  const all = Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
  const opaque = document.createElement("span");
  opaque.className = "hint";
  opaque.textContent = bytes === 1 ? " 1 opaque byte" : ` ${bytes} opaque bytes`;
  if (bytes <= FIRST) return [code(hex(all)), opaque];
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.append(code(`${hex(all.subarray(0, FIRST))} …`), opaque);
  const dump = document.createElement("pre");
  dump.className = "dump";
  dump.tabIndex = 0;
  dump.setAttribute("role", "group");
  dump.setAttribute("aria-label", `The bytes of ${name}`);
  dump.textContent = dumpOf(all);
  details.append(summary, dump);
  return [details];
}

function code(text) {
  const element = document.createElement("code");
  element.textContent = text;
  return element;
}

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");

/** Offset, bytes, and what of them is a letter: whoever looks for a word finds none. */
function dumpOf(bytes) {
  const lines = [];
  for (let start = 0; start < bytes.length; start += LINE) {
    const line = bytes.subarray(start, start + LINE);
    const letters = [...line].map((byte) => (byte > 32 && byte < 127 ? String.fromCharCode(byte) : "."));
    lines.push(`${start.toString(16).padStart(4, "0")}  ${hex(line).padEnd(3 * LINE)} ${letters.join("")}`);
  }
  return lines.join("\n");
}

$("again").addEventListener("click", readTable);
readTable();
