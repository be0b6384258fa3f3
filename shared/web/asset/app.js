// Niceties. Every page works without this file; nothing here knows a rule of the product, and every word that a person
// reads comes from the page, in the page's language.
//
//   form[data-save]      is sent without leaving the page. The answer is a whole page, as it is without scripts:
//                        from it, what is marked data-live is taken over by id (saved-at line, version, errors).
//   data-unsaved         on such a form: what it shows is not stored (a page that came with 412 or 422).
//   data-announce        what screen readers are told after saving; read into #sa-announce.
//   data-failed          on the form: what to say when nothing could be saved.
//   main[data-sign-in]   marks the sign-in page: an answer like that means that nothing was saved.
//   table[data-grid]     Ctrl with an arrow up or down goes from row to row.

const forms = () => document.querySelectorAll('form[data-save]');
const fields = (form) => [...form.elements].filter((e) => e.name && e.type !== 'hidden' && e.localName !== 'button');
const choice = (e) => e.type === 'checkbox' || e.type === 'radio';

// What the server last gave stands in the default values, which the browser keeps apart from what was typed, even when
// it brings typed text back after a reload.
function changed(e) {
  if (choice(e)) return e.checked !== e.defaultChecked;
  if (e.options) {
    const given = [...e.options].some((o) => o.defaultSelected);
    return [...e.options].some((o, i) => o.selected !== (given ? o.defaultSelected : !e.multiple && i === 0));
  }
  return e.value !== e.defaultValue;
}

const dirty = (form) => form.hasAttribute('data-unsaved') || fields(form).some(changed);
const mark = (form) => form.toggleAttribute('data-dirty', dirty(form));

// Remembers what is being sent; calling the result makes it the stored state. What is typed meanwhile stays unsaved.
function sent(form) {
  const keep = fields(form).map((e) => {
    if (choice(e)) { const on = e.checked; return () => { e.defaultChecked = on; }; }
    if (e.options) { const on = [...e.options].map((o) => o.selected); return () => on.forEach((s, i) => { e.options[i].defaultSelected = s; }); }
    if (e.type === 'file') return () => { e.value = ''; }; // its content cannot be compared; it is stored now
    const text = e.value;
    return () => {
      const now = e.value; // a new default would replace a value that nobody touched
      e.defaultValue = text;
      if (e.value !== now) e.value = now;
    };
  });
  return () => { form.removeAttribute('data-unsaved'); keep.forEach((set) => set()); mark(form); };
}

function announce(text) {
  const region = document.getElementById('sa-announce');
  if (!region) return;
  region.textContent = ''; // the same words twice are two messages
  setTimeout(() => { region.textContent = text; }, 50);
}

function takeOver(page) {
  for (const old of document.querySelectorAll('[data-live][id]')) {
    const fresh = page.getElementById(old.id);
    if (fresh) old.replaceWith(document.importNode(fresh, true));
  }
  document.querySelector('main [data-live] .govuk-inset-text')?.scrollIntoView({ block: 'nearest' }); // what the save did
  announce([...page.querySelectorAll('[data-announce]')].map((e) => e.textContent.replace(/\s+/g, ' ').trim()).join(' '));
}

// On a phone lists of links are strips: bring the current one into sight.
function bringIntoSight() {
  for (const here of document.querySelectorAll('nav ul [aria-current]')) {
    here.closest('ul').scrollLeft += here.getBoundingClientRect().left - here.closest('ul').getBoundingClientRect().left;
  }
}

let shown = false; // whether the page is one that refused, and no longer what its address says

// Shows a page that refuses, with everything that was typed in it, as it would look without scripts.
function show(page) {
  shown = true;
  document.querySelector('main').replaceWith(document.importNode(page.querySelector('main'), true));
  document.title = page.title;
  forms().forEach(mark);
  bringIntoSight();
  const first = document.querySelector('main .govuk-error-summary, main h1');
  first?.setAttribute('tabindex', '-1');
  first?.focus();
  scrollTo(0, 0);
}

async function save(form, button) {
  const body = new FormData(form, button);
  const plain = form.enctype !== 'multipart/form-data';
  const stored = sent(form);
  form.setAttribute('aria-busy', 'true');
  let leaving = false;
  try {
    const method = (button?.getAttribute('formmethod') ?? form.getAttribute('method') ?? 'post').toUpperCase();
    const action = button?.getAttribute('formaction') ?? form.getAttribute('action') ?? location.href;
    const answer = await fetch(action, { method, body: plain ? new URLSearchParams(body) : body });
    if (!answer.headers.get('Content-Type')?.startsWith('text/html')) throw new Error('not a page');
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!page.querySelector('main:not([data-sign-in])')) throw new Error('not signed in');
    if (answer.status === 412 || answer.status === 422) return show(page);
    if (!answer.ok) throw new Error('refused');
    stored();
    // saved, and the answer is another page than this: go there, as a browser would
    const elsewhere = shown || new URL(answer.url).pathname !== location.pathname;
    leaving = elsewhere && !dirty(form);
    if (leaving) location.assign(answer.url);
    else takeOver(page);
  } catch {
    form.toggleAttribute('data-unsaved', true); // also when a save may have reached the server: saving again is safe
    mark(form);
    announce(form.dataset.failed ?? '');
    const line = form.querySelector('[data-failed-line]');
    if (line) line.textContent = form.dataset.failed;
  } finally {
    if (!leaving) form.removeAttribute('aria-busy');
  }
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.matches('form[data-save]') || event.defaultPrevented) return;
  event.preventDefault();
  if (!form.hasAttribute('aria-busy')) save(form, event.submitter);
});

for (const kind of ['input', 'change']) {
  document.addEventListener(kind, (event) => {
    const form = event.target.form;
    if (form?.matches('form[data-save]')) mark(form);
  });
}

addEventListener('beforeunload', (event) => {
  if ([...forms()].some(dirty)) event.preventDefault();
});

// The grid: from any field to the same one of the next row that has it. The arrows alone belong to lists and dates.
document.addEventListener('keydown', (event) => {
  const row = event.target.closest?.('table[data-grid] tbody tr');
  const step = { ArrowUp: 'previousElementSibling', ArrowDown: 'nextElementSibling' }[event.key];
  if (!row || !step || !event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const field = CSS.escape(event.target.name.replace(/^.*\./, '')); // a number's name begins with its question
  for (let next = row[step]; next; next = next[step]) {
    const to = next.querySelector(`[name="${field}"], [name$="\\.${field}"]`);
    if (!to) continue;
    to.focus();
    to.scrollIntoView({ block: 'nearest' });
    return;
  }
});

addEventListener('pageshow', () => forms().forEach((form) => form.removeAttribute('aria-busy'))); // back to where a save left from

forms().forEach(mark);
bringIntoSight();
