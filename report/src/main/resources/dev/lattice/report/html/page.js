// Sorts a ranking by the column whose head is clicked; cells without a number stay last either way.
for (const table of document.querySelectorAll("table.ranking")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    head.tabIndex = 0;
    const sort = () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach(h => h.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const body = table.tBodies[0];
      const key = row => row.cells[column].dataset.v;
      const compare = (a, b) => {
        const x = key(a), y = key(b);
        if (x !== undefined && y !== undefined) return up ? x - y : y - x;
        if (x !== undefined || y !== undefined) return x !== undefined ? -1 : 1;
        const order = a.cells[column].textContent.localeCompare(b.cells[column].textContent);
        return up ? order : -order;
      };
      body.append(...[...body.rows].sort(compare));
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", event => { if (event.key === "Enter") sort(); });
  });
}
