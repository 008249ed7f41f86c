"use strict";

// Text and lines take the colour of the page around them, which is another in the dark and on paper.
const INK = "currentColor";
const axis = { labelColor: INK, titleColor: INK, domainColor: INK, tickColor: INK, gridColor: INK, gridOpacity: 0.15 };
const OPTIONS = {
  mode: "vega-lite",
  renderer: "svg",
  ast: true, // expressions are interpreted, for the page allows no code made at run time
  actions: { export: true, source: false, compiled: false, editor: false },
  tooltip: { disableDefaultStyle: true },
  config: {
    background: "transparent",
    font: "system-ui, sans-serif",
    axis,
    legend: { labelColor: INK, titleColor: INK },
    title: { color: INK },
    view: { stroke: null },
  },
};

// Vega-Embed makes a picture when the mouse goes down on its link; for the keyboard, when the link is reached.
addEventListener("focusin", ({ target }) => {
  if (target.matches(".vega-actions a")) target.dispatchEvent(new MouseEvent("mousedown"));
});

for (const specification of document.querySelectorAll("script[data-for]")) {
  const name = specification.dataset.for;
  const place = document.getElementById(name);
  vegaEmbed(place, JSON.parse(specification.textContent), { ...OPTIONS, downloadFileName: name }).catch((problem) => {
    place.textContent = "This chart could not be drawn.";
    console.error(problem);
  });
}
