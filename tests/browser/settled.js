// In every page of the browser tests: `settled()` is a promise that the page has done all that was
// asked of it. What was drawn is read, sent and answered; no script runs; nothing is fetched; no short
// timer runs, such as the one by which the canvas or a slider waits for more.
//
// serve.py answers a heartbeat when no run is left, so the answer comes after all that came before.

(() => {
  const SHORT = 550; // milliseconds: whoever waits longer waits for a visitor who does nothing
  const CLOCK = 250; // milliseconds: what comes so often by itself is no answer to anything
  const HEARTBEAT = new Uint8Array([0x88, 0x01, 0x01]); // BackMsg.app_heartbeat = true
  const ACKNOWLEDGED = 0xd0; // ForwardMsg.heartbeat_ack = true is d0 01 01, alone in its message
  // The last is there until the browser has said that it is idle.
  const BUSY = '[data-testid="stSkeleton"], [data-testid="stAppSkeleton"], .st-key-idle';
  const NOT_RUNNING = '[data-testid="stApp"][data-test-script-state="notRunning"]';

  const timers = new Map(); // and what each waits for
  const fetching = new Map(); // likewise
  let [asked_for, by_clock, heard] = [0, false, 0];
  let line;

  const [begin, end, repeat] = [window.setTimeout, window.clearTimeout, window.setInterval];
  const pause = (milliseconds) => new Promise((done) => begin(done, milliseconds));
  window.setTimeout = (act, wait, ...given) => {
    const timer = begin(
      (...these) => {
        timers.delete(timer);
        return typeof act === "function" ? act(...these) : undefined;
      },
      wait,
      ...given,
    );
    if (!(wait > SHORT)) timers.set(timer, new Error(`${wait ?? 0} ms`));
    return timer;
  };
  window.clearTimeout = (timer) => {
    timers.delete(timer);
    end(timer);
  };
  // What waits until the browser has nothing else to do.
  const when_idle = window.requestIdleCallback;
  window.requestIdleCallback = (act, ...given) => {
    const timer = Symbol("idle");
    timers.set(timer, new Error("until the browser is idle"));
    return when_idle((time) => {
      timers.delete(timer);
      act(time);
    }, ...given);
  };
  window.setInterval = (act, wait, ...given) =>
    repeat(
      (...these) => {
        by_clock = wait >= CLOCK;
        try {
          act(...these);
        } finally {
          by_clock = false;
        }
      },
      wait,
      ...given,
    );

  const get = window.fetch;
  window.fetch = async (...given) => {
    const request = Symbol("fetch");
    fetching.set(request, given[0].url ?? `${given[0]}`);
    try {
      return await get(...given);
    } finally {
      fetching.delete(request);
    }
  };

  // Files are sent by it.
  const send_file = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (...given) {
    fetching.set(this, "a file that is sent");
    this.addEventListener("loadend", () => fetching.delete(this));
    return send_file.apply(this, given);
  };

  // The names of widgets, and the address's query.
  const words_of = (data) =>
    data.buffer &&
    new TextDecoder("latin1")
      .decode(data)
      .match(/[\w=&-]{4,}/g)
      ?.join(" ");

  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (this !== line && this.url.includes("_stcore/stream")) {
      line = this;
      line.addEventListener("message", ({ data }) => {
        if (data.byteLength !== undefined && new Uint8Array(data)[0] === ACKNOWLEDGED) heard += 1;
      });
    }
    if (!by_clock) asked_for += 1;
    console.debug(by_clock ? "sent by a clock:" : "sent:", words_of(data));
    return send.call(this, data);
  };

  const is_open = () => line?.readyState === WebSocket.OPEN;
  const is_busy = () =>
    timers.size ||
    fetching.size ||
    !document.querySelector(NOT_RUNNING) ||
    document.querySelector(BUSY) ||
    !document.documentElement.dataset.tnScripts || // the app's own have not come
    [...document.images].some((image) => !image.complete && image.loading !== "lazy");

  async function server_is_settled() {
    const before = heard;
    send.call(line, HEARTBEAT);
    while (heard === before && is_open()) await pause(5);
  }

  const frame = () => new Promise((done) => requestAnimationFrame(() => begin(done)));
  // After all else that waits its turn: React has drawn what came.
  const idle = () => scheduler.postTask(() => {}, { priority: "background" });

  window.settled = async () => {
    for (;;) {
      await frame();
      await frame();
      if (!is_open() || is_busy()) {
        await pause(10);
        continue;
      }
      const before = asked_for;
      await server_is_settled();
      await frame();
      await idle();
      if (is_open() && asked_for === before && !is_busy()) return true;
    }
  };
  // The app's own limits, after which it gives up waiting, would strike on a busy machine.
  window.tnPatience ??= 10;
  window.tnRest ??= 0.2;

  // What is kept of a test that fails: what was done, and what was sent.
  for (const kind of ["click", "pointerdown", "pointerup", "keydown"])
    window.addEventListener(
      kind,
      ({ target, isTrusted, clientX, clientY, key }) =>
        console.debug(kind, isTrusted, key ?? [clientX, clientY], target.outerHTML?.slice(0, 99)),
      { capture: true },
    );

  // What a test that gives up says.
  window.unsettled = () => ({
    timers: [...timers.values()].map(({ message, stack }) => [
      message,
      ...(stack.match(/at .*/g) ?? []).slice(1, 3),
    ]),
    fetching: [...fetching.values()],
    is_open: is_open(),
    state: document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState,
    marks: [...document.documentElement.attributes].map(({ name }) => name),
    busy: Boolean(document.querySelector(BUSY)),
  });
})();
