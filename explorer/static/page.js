// What every page does beyond links and forms: choices that submit themselves, what was read of a figure, new publications.
"use strict";
(() => {
  const ASK_EVERY = 15000;

  for (const choice of document.querySelectorAll("select[data-submit]")) {
    choice.addEventListener("change", () => choice.form.requestSubmit());
    choice.form.classList.add("submits-itself");
  }

  // The other language opens at the same place of the page.
  for (const link of document.querySelectorAll("[data-keep-anchor]")) {
    link.addEventListener("click", () => link.setAttribute("href", link.getAttribute("href").split("#")[0] + location.hash));
  }

  // The card beside a figure in a document's text: on hover and on focus, away with Escape.
  const card = document.createElement("div");
  card.className = "card";
  card.id = "card";
  card.setAttribute("role", "tooltip");
  card.hidden = true;
  document.body.append(card);
  let shown = null;

  function show(figure) {
    if (shown === figure) return;
    shown?.removeAttribute("aria-describedby");
    shown = figure;
    card.replaceChildren(
      ...figure.dataset.about.split("\n").map((line, index) => {
        const each = document.createElement(index ? "div" : "strong");
        each.textContent = line;
        return each;
      }),
    );
    card.className = `card ${figure.classList.item(1) || ""}`;
    card.hidden = false;
    figure.setAttribute("aria-describedby", "card");
    const box = figure.getClientRects()[0];
    const left = Math.min(Math.max(box.left, 8), innerWidth - card.offsetWidth - 8);
    const above = box.top - card.offsetHeight - 8;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(above > 0 ? above : box.bottom + 8) + scrollY}px`;
  }

  function hide() {
    shown?.removeAttribute("aria-describedby");
    shown = null;
    card.hidden = true;
  }

  for (const [begin, end] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    document.addEventListener(begin, (event) => {
      const figure = event.target.closest?.("[data-about]");
      if (figure) show(figure);
    });
    document.addEventListener(end, (event) => {
      if (event.target.closest?.("[data-about]") && !event.relatedTarget?.closest?.("[data-about]")) hide();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });

  // A page that stays open says when the publication it shows has been replaced.
  const standing = document.documentElement.dataset.publication;
  const notice = document.querySelector(".fresh");
  async function ask() {
    if (document.visibilityState !== "visible" || !standing || !notice.hidden) return;
    try {
      const answer = await fetch("/publication", { cache: "no-store" });
      if (answer.ok && (await answer.json()).publication !== standing) {
        notice.querySelector("a").href = location.href;
        notice.querySelector("a").addEventListener("click", () => location.reload());
        notice.hidden = false;
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // the server is away: nothing new to show
    }
  }
  setInterval(ask, ASK_EVERY);
  document.addEventListener("visibilitychange", ask);
})();
