// The last of the scripts that stand on every page (frame.py names them). All are one module, which the
// browser runs once; Streamlit wants a function to call, too.

export default () => {};
