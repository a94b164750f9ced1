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
# Streamlit's app is what React has put on the page; the stage of a talk takes Streamlit's key for
# a run of the whole page.
APP = """(() => {
    const root = document.querySelector("#root");
    const app = fiber => fiber && (fiber.stateNode?.rerunScript
        ? fiber.stateNode : app(fiber.child) ?? app(fiber.sibling));
    return app(root[Object.keys(root).find(name => name.startsWith("__reactContainer$"))]);
})()"""
RERUN = f"() => {APP}.rerunScript()"  # the whole page
