// Before the first paint: where the person chose nothing, the system's colours.
{
  const root = document.documentElement;
  if (root.dataset.theme === 'auto') {
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const apply = () => root.setAttribute('data-bs-theme', dark.matches ? 'dark' : 'light');
    dark.addEventListener('change', apply);
    apply();
  }
}
