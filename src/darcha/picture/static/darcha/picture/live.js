// The living picture: parts of the page are replaced by id as the stream sends them. Every connection begins with the
// whole picture, so nothing has to be caught up; a lost one is taken up again, waiting longer each time up to half a minute.
"use strict";

const LONGEST = 30000;
const link = document.getElementById("link");
let wait = 1000;
let ahead = 0; // how far the server's clock is ahead of ours, in milliseconds

function told(state) {
  link.textContent = link.dataset[state];
  link.className = "state " + (state === "live" ? "fresh" : state === "away" ? "red" : "amber");
}

function keepTime() {
  const fresh = document.getElementById("freshness");
  ahead = Number(fresh.dataset.now) - Date.now();
}

function tick() {
  const now = Date.now() + ahead;
  const clock = document.getElementById("clock");
  const shape = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: clock.dataset.zone };
  clock.textContent = new Intl.DateTimeFormat("en-GB", shape).format(now);
  const fresh = document.getElementById("freshness");
  const age = Math.max(0, Math.round((now - Number(fresh.dataset.asOf)) / 1000));
  fresh.querySelector("[data-age]").textContent = age;
  fresh.className = "state " + (age > 120 ? "red" : age > 30 ? "amber" : "fresh");
  document.body.classList.toggle("stale", age > 120);
}

// The element itself stays, so that it keeps its focus and how far it was scrolled.
function replace(event) {
  const parts = new DOMParser().parseFromString(event.data, "text/html").body.children;
  for (const part of Array.from(parts)) {
    const old = document.getElementById(part.id);
    if (!old) continue;
    for (const { name, value } of Array.from(part.attributes)) old.setAttribute(name, value);
    old.replaceChildren(...Array.from(part.childNodes));
  }
  keepTime();
  tick();
}

function connect() {
  told("wait");
  const stream = new EventSource(document.body.dataset.stream);
  stream.addEventListener("picture", (event) => { wait = 1000; told("live"); replace(event); });
  // The session has ended or the right was taken away: the page itself says so.
  stream.addEventListener("gone", () => { stream.close(); location.reload(); });
  stream.onerror = () => {
    stream.close();
    told("away");
    setTimeout(connect, wait);
    wait = Math.min(wait * 2, LONGEST);
  };
}

keepTime();
setInterval(tick, 1000);
connect();
