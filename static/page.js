// Tells the browser, and screen readers, the language and direction of the page.
{
  const { lang, dir } = document.currentScript.dataset;
  document.documentElement.lang = lang;
  document.documentElement.dir = dir;
}
