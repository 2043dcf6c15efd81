// Adds what needs a hand on it: the map's slider, sorting, filtering. Every page reads fully without.
"use strict";
(() => {
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const inWords = (day) => {
    const [year, month, number] = day.split("-").map(Number);
    return `${number} ${MONTHS[month - 1]} ${year}`;
  };
  const signed = (hundredths) => {
    const sign = hundredths === 0 ? "" : hundredths < 0 ? "\u2212" : "+";
    return sign + (Math.abs(hundredths) / 100).toFixed(2);
  };

  // Three characters a day: class of the level, and its hundredths above -1 in base 36.
  const slider = document.getElementById("day");
  if (slider) {
    const days = slider.dataset.days.split(" ");
    const areas = Array.from(document.querySelectorAll("[data-levels]"), (shape) => {
      const title = shape.querySelector("title");
      return { shape, title, latest: title.textContent };
    });
    const show = () => {
      const stop = Number(slider.value);
      const day = inWords(days[stop]);
      let known = 0;
      for (const { shape, title, latest } of areas) {
        const packed = shape.dataset.levels.slice(3 * stop, 3 * stop + 3);
        const level = packed.startsWith("-") ? null : parseInt(packed.slice(1), 36) - 100;
        known += level === null ? 0 : 1;
        shape.setAttribute("class", level === null ? "nodata" : `c${packed[0]}`);
        const words = level === null ? `no level yet on ${day}` : `${signed(level)} on ${day}`;
        title.textContent = stop === days.length - 1 ? latest : `${shape.dataset.name}: ${words}`;
      }
      slider.setAttribute("aria-valuetext", day);
      document.getElementById("map-day").textContent = day;
      document.getElementById("map-count").textContent = `${known} on the map`;
    };
    slider.closest("[hidden]").hidden = false;
    slider.addEventListener("input", show);
    show();
  }

  // A number where the cell begins with one, with either minus sign; its words otherwise. A dash is no value.
  const valueOf = (row, column) => {
    const cell = row.cells[column];
    const text = (cell.dataset.value ?? cell.textContent).trim();
    if (text === "" || text === "\u2013") return null;
    const plain = text.replace("\u2212", "-").replaceAll(",", "");
    return /^[+-]?[\d.]+$/.test(plain) ? Number(plain) : text;
  };
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en"));
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if ("unsorted" in head.dataset) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        // Numbers fall at first, words rise; each further time it turns.
        const before = head.getAttribute("aria-sort");
        const falling = before ? before === "ascending" : head.classList.contains("num");
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", falling ? "descending" : "ascending");
        for (const body of table.tBodies) {
          const rows = [...body.rows].filter((row) => !row.classList.contains("group"));
          const keyed = rows.map((row) => ({ row, value: valueOf(row, column) }));
          keyed.sort((a, b) => {
            if (a.value === null || b.value === null) return (a.value === null) - (b.value === null);
            return falling ? compare(b.value, a.value) : compare(a.value, b.value);
          });
          body.append(...keyed.map((entry) => entry.row));
        }
      });
    });
  }

  for (const field of document.querySelectorAll("[data-filter]")) {
    const held = document.getElementById(field.dataset.filter);
    const items = [...held.querySelectorAll("tbody tr:not(.group), li[id]")].map((item) => ({
      item, text: item.textContent.replace(/\s+/g, " ").toLowerCase(),
    }));
    const status = field.closest("p").querySelector("[role=status]");
    field.closest("[hidden]").hidden = false;
    field.addEventListener("input", () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const { item, text } of items) {
        item.hidden = !words.every((word) => text.includes(word));
        shown += item.hidden ? 0 : 1;
      }
      for (const month of held.querySelectorAll(".month")) month.hidden = !month.querySelector("li[id]:not([hidden])");
      status.textContent = words.length ? `${shown} of ${items.length}` : "";
    });
  }
})();
