"""Two things at once, at a server that is late to send: what may turn a page white."""

HELD_BACK = "tests.browser.held_back"  # the server's program

# Before the page's own scripts: all its clocks can be made to strike at once.
CLOCKS = """(() => {
    const clocks = new Map(), start = window.setInterval, stop = window.clearInterval;
    window.setInterval = (act, ...more) => {
        const number = start(act, ...more);
        clocks.set(number, act);
        return number;
    };
    window.clearInterval = number => {
        clocks.delete(number);
        stop(number);
    };
    window.strike = () => [...clocks.values()].forEach(act => act());
})()"""
STRIKE = "() => window.strike()"
# Streamlit's own key for a run of the whole page.
RERUN = """() => ["keydown", "keyup"].forEach(name => document.body.dispatchEvent(
    new KeyboardEvent(name, {key: "r", code: "KeyR", keyCode: 82, bubbles: true})))"""
IS_WHITE = """() => !document.querySelector('[data-testid="stApp"]')"""
