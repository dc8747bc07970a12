// What only the browser can do: keys, theme, clipboard, clicks on charts. Holds no data of its own.
(function () {
    "use strict";

    const NO = () => window.dash_clientside.no_update;

    function step(path, stay) {
        window.history.pushState({}, "", path);
        window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
        if (!stay) { window.scrollTo(0, 0); }
    }

    function at(changes) {
        const query = new URLSearchParams(window.location.search);
        Object.entries(changes).forEach(([name, value]) => {
            if (value) { query.set(name, value); } else { query.delete(name); }
        });
        query.delete("page");
        return window.location.pathname + "?" + query.toString();
    }

    function stored(name) {
        try { return window.localStorage.getItem(name); } catch { return null; }
    }

    function store(name, value) {
        try { window.localStorage.setItem(name, value); } catch { /* private window: not kept */ }
    }

    // A session that has ended leads to the sign-in page, and from there back to this view.
    const ask = window.fetch.bind(window);
    window.fetch = async function (...request) {
        const answer = await ask(...request);
        if (answer.status === 401) {
            const here = window.location.pathname + window.location.search;
            window.location.assign("/sign-in?next=" + encodeURIComponent(here));
        }
        return answer;
    };

    let spoken = {copied: ""};

    window.dash_clientside = Object.assign({}, window.dash_clientside, {
        shell: {
            theme: function (clicks) {
                let scheme = stored("scheme") || "light";
                if (clicks) {
                    scheme = scheme === "dark" ? "light" : "dark";
                    store("scheme", scheme);
                }
                return scheme;
            },
            say: function (state) {
                if (!state) { return NO(); }
                spoken = state;
                document.documentElement.lang = state.lang;
                document.title = state.title;
                return state.lang;
            },
            recover: function () { return true; },
            month: function (value, state) {
                return !value || !state || value === state.month ? NO() : at({month: value});
            },
            peers: function (value, state) {
                return !value || !state || value === state.peers ? NO() : at({peers: value});
            },
            found: function (value) {
                return value ? [value, null] : [NO(), NO()];
            },
            // A click on a unit's mark in a chart goes one level down, on a month's to that month.
            go: function (click) {
                const point = click && click.points && click.points[0];
                if (!point || !point.customdata) { return NO(); }
                const changes = Object.fromEntries(new URLSearchParams(point.customdata));
                const now = new URLSearchParams(window.location.search);
                if ("unit" in changes && changes.unit !== now.get("unit")) { changes.sel = changes.pin = ""; }
                if ("sel" in changes && changes.sel === now.get("sel")) { changes.sel = ""; }
                return at(changes);
            },
            // Marks that a lasso goes around are selected together.
            gather: function (drawn) {
                const marks = (drawn && drawn.points || []).filter((point) => point.customdata);
                const units = marks.map((point) => new URLSearchParams(point.customdata).get("sel"));
                return units.length ? at({sel: units.join(",")}) : NO();
            },
            // A slider that somebody let go of elsewhere than it was drawn: how much of the ways is drawn.
            cover: function (share, drawn) {
                return !share || share === drawn ? NO() : at({state: String(share)});
            },
        },
    });

    // The server has already chosen what matches; the list shows it as it came.
    window.dashMantineFunctions = Object.assign({}, window.dashMantineFunctions, {
        asServed: ({options}) => options,
    });

    // A cell that leads to another page: the row's `href`.
    const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
    cells.Place = function (props) {
        const href = props.data && props.data.href;
        if (!href) { return props.value; }
        return window.React.createElement("a", {
            href: href,
            onClick: (event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) { return; }
                event.preventDefault();
                step(href);
            },
        }, props.value);
    };

    // A matrix of thousands of cells, drawn at once from the data of one element.
    function made(tag, className, text, more) {
        const element = document.createElement(tag);
        if (className) { element.className = className; }
        if (text !== undefined) { element.textContent = text; }
        Object.entries(more || {}).forEach(([name, value]) => element.setAttribute(name, value));
        return element;
    }

    function anchor(place, ...children) {
        const link = made("a", "", undefined, {href: place.href, "data-step": ""});
        link.append(...children);
        return link;
    }

    function matrix(data) {
        const table = made("table", "table matrix");
        const head = made("tr");
        head.append(made("th", "name", data.name, {scope: "col"}));
        data.head.forEach((column) => {
            const cell = made("th", "", undefined, {scope: "col"});
            cell.append(anchor(column, column.text));
            head.append(cell);
        });
        table.append(made("thead"));
        table.tHead.append(head);
        data.groups.forEach((group) => {
            const body = made("tbody");
            const title = made("th", "", group.text + " ", {scope: "rowgroup", colspan: data.head.length + 1});
            title.append(made("span", "note", group.note));
            const line = made("tr", "family");
            line.append(title);
            body.append(line, ...group.rows.map(matrixLine));
            table.append(body);
        });
        return table;
    }

    function matrixLine(row) {
        const line = made("tr");
        const name = made("th", "", undefined, {scope: "row"});
        name.append(made("span", "id", row.id), " " + row.text);
        line.append(name);
        row.cells.forEach((cell) => {
            const box = made("td");
            const sign = made("span", "mark mark-" + cell.state, cell.text, {title: cell.title, "aria-hidden": "true"});
            box.append(anchor(cell, sign, made("span", "only-heard", cell.heard)));
            line.append(box);
        });
        return line;
    }

    // The numbers of a chart as a table: a cell is its text, or an object with `text` and `lang` or `href`.
    function listing(data) {
        const table = made("table", "table");
        const head = made("tr");
        head.append(...data.head.map((column) => made("th", column.kind, column.text, {scope: "col"})));
        const body = made("tbody");
        body.append(...data.rows.map((row) => {
            const line = made("tr");
            line.append(...row.map((cell, at) => listingCell(cell, data.head[at])));
            return line;
        }));
        table.append(made("thead"), body);
        table.tHead.append(head);
        return table;
    }

    function listingCell(cell, column) {
        const box = made("td", column.kind, undefined, {"data-label": column.text});
        if (typeof cell === "string") {
            box.textContent = cell;
            return box;
        }
        const words = made("span", "", cell.text, cell.lang ? {lang: cell.lang} : {});
        box.append(cell.href ? anchor(cell, words) : words);
        return box;
    }

    const drawings = {matrix: matrix, listing: listing};

    new MutationObserver(function () {
        Object.entries(drawings).forEach(([name, draw]) => {
            document.querySelectorAll(`.drawn[data-${name}]`).forEach((place) => {
                if (place.drawn === place.dataset[name]) { return; }
                place.drawn = place.dataset[name];
                place.replaceChildren(draw(JSON.parse(place.drawn)));
            });
        });
    }).observe(document.documentElement, {
        childList: true,
        subtree: true,
        attributes: true,
        attributeFilter: Object.keys(drawings).map((name) => `data-${name}`),
    });

    document.addEventListener("click", function (event) {
        const link = event.target.closest && event.target.closest("a[data-step]");
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
        event.preventDefault();
        step(link.getAttribute("href"));
    });

    function press(id) {
        const target = document.getElementById(id);
        if (target) { target.click(); }
        return Boolean(target);
    }

    document.addEventListener("keydown", function (event) {
        const typing = event.target.closest && event.target.closest("input:not([readonly]), textarea, select, [contenteditable]");
        if (event.altKey && event.key === "ArrowUp") {
            if (press("shell-up")) { event.preventDefault(); }
            return;
        }
        if (typing || event.ctrlKey || event.metaKey || event.altKey) { return; }
        if (event.key === "/") {
            const search = document.getElementById("shell-search");
            if (search) { event.preventDefault(); search.focus(); }
        } else if (event.key === "[") {
            press("shell-previous");
        } else if (event.key === "]") {
            press("shell-next");
        } else if (event.key === "t" || event.key === "T") {
            const twins = [...document.querySelectorAll("main .twin")];
            const isShut = twins.some((twin) => !twin.open);
            twins.forEach((twin) => { twin.open = isShut; });
        } else if (event.key === "p" || event.key === "P") {
            window.print();
        } else if (event.key === "?") {
            explain();
        }
    });

    // The window with the keys; a browser closes it with Esc by itself.
    function explain() {
        const keys = document.getElementById("shell-keys-window");
        if (keys && !keys.open) { keys.showModal(); }
    }

    // How much room the rows of tables have; kept in this browser.
    function space(button) {
        const known = Object.keys(spoken.densities || {});
        const next = known[(known.indexOf(stored("density") || "") + 1) % known.length] || "";
        store("density", next);
        document.documentElement.dataset.density = next;
        tell(button, (spoken.densities || {})[next]);
    }

    function tell(button, words) {
        button.dataset.said = words || "";
        window.setTimeout(() => delete button.dataset.said, 1500);
    }

    // A page that is filled anew loses the focus; whoever goes by keyboard stays where they were.
    // Whoever did something of which the button is gone is taken to what was done, or to the page's heading.
    let held = "";
    let acted = 0;
    document.addEventListener("pointerdown", function () { held = ""; });
    document.addEventListener("focusin", function (event) { held = event.target.id || ""; });
    document.addEventListener("click", function (event) {
        if (event.target.closest && event.target.closest("main button")) { acted = Date.now(); }
    });
    new MutationObserver(function () {
        if (document.activeElement !== document.body) { return; }
        const again = held && document.getElementById(held);
        if (again) { again.focus({preventScroll: true}); }
        if (document.activeElement !== document.body || Date.now() - acted > 10000) { return; }
        const place = document.querySelector("main .just-done") || document.querySelector("main h1");
        if (!place) { return; }
        acted = 0;
        place.tabIndex = -1;
        place.focus();
    }).observe(document.documentElement, {childList: true, subtree: true});

    function copy(button) {
        const link = button.dataset.copy || window.location.origin + (spoken.href || window.location.pathname + window.location.search);
        const done = () => tell(button, spoken.copied);
        if (navigator.clipboard) {
            navigator.clipboard.writeText(link).then(done, () => window.prompt("", link));
        } else {
            window.prompt("", link);
        }
    }

    // A file is made by the server from the address; the button only says which.
    function save(button) {
        const {page, sheet, format} = button.dataset;
        if (format === "png") {
            const picture = button.closest(".card").querySelector(".modebar-btn");
            if (picture) { picture.click(); }
            return;
        }
        window.dash_clientside.set_props(page + "-wanted", {data: {sheet, format, at: Date.now()}});
    }

    // A form in steps shows one of them; what was filled in stays.
    function turn(button) {
        const wizard = button.closest(".wizard");
        const parts = [...wizard.querySelectorAll(".wizard-part")];
        const now = parts.findIndex((part) => !part.hidden);
        const to = {back: now - 1, next: now + 1}[button.dataset.turn] ?? Number(button.dataset.turn);
        if (!parts[to]) { return; }
        parts.forEach((part, at) => { part.hidden = at !== to; });
        wizard.querySelectorAll(".wizard-name").forEach((name, at) => {
            name.setAttribute("aria-current", at === to ? "step" : "false");
        });
        wizard.querySelector("[data-turn=back]").hidden = to === 0;
        wizard.querySelector("[data-turn=next]").hidden = to === parts.length - 1;
        wizard.querySelector(".wizard-end").hidden = to !== parts.length - 1;
        // A list of choices would open over the buttons.
        const field = parts[to].querySelector("input:not([aria-haspopup]), textarea")
            || wizard.querySelector(".wizard-name[aria-current=step]");
        if (field) { field.focus(); }
    }

    // A pointer selects with one click and goes down with two; Enter on the link itself goes down.
    document.addEventListener("click", function (event) {
        const place = event.target.closest && event.target.closest("[data-select]");
        if (!place || !event.detail || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
        event.preventDefault();
        event.stopPropagation();
        const down = place.querySelector("a").getAttribute("href");
        step(event.detail > 1 ? down : place.dataset.select, event.detail <= 1);
    }, true);

    document.addEventListener("click", function (event) {
        const button = event.target.closest && event.target.closest("button");
        if (!button) { return; }
        if (button.id === "shell-print") { window.print(); }
        if (button.id === "shell-density") { space(button); }
        if (button.id === "shell-keys") { explain(); }
        if (button.id === "shell-keys-close") { button.closest("dialog").close(); }
        if (button.id === "shell-copy" || button.dataset.copy) { copy(button); }
        if (button.dataset.sheet) { save(button); }
        if (button.dataset.turn) { turn(button); }
        if (button.classList.contains("reload")) { window.location.reload(); }
        if (button.id === "shell-fold") {
            const folded = document.documentElement.classList.toggle("is-folded");
            store("folded", folded ? "1" : "");
        }
    });

    document.documentElement.dataset.density = stored("density") || "";
    if (stored("folded")) { document.documentElement.classList.add("is-folded"); }
})();
