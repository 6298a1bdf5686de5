// Dialogs, menus and the error summary: what opens, what closes, where the focus goes.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault();
    opener.closest("details[open]")?.removeAttribute("open");
    document.getElementById(opener.dataset.opens)?.showModal();
    return;
  }
  if (event.target instanceof HTMLDialogElement) closeOutside(event.target, event);
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const phone = event.target.closest("[data-phone]");
  if (phone) {
    event.preventDefault();
    window.open(phone.href, "phone", "popup,width=390,height=844");
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.stopPropagation();
  }
}, true);

function closeOutside(dialog, event) {
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside) dialog.close();
}

for (const button of document.querySelectorAll("button[data-opens][hidden]")) button.hidden = false;
document.querySelector("[data-errors]")?.focus();
