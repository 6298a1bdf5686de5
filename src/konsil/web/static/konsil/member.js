// After an upload the page is drawn anew: what became of the file stands there in words.
document.addEventListener("konsil:uploaded", () => {
  const here = new URL(location.href);
  here.searchParams.set("sent", String(Date.now()));
  location.replace(here);
});
