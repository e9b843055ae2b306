/** Hands a file that this page holds to the browser, which saves it under the name. */
const TAKEN_OVER_MS = 60_000;

export function giveFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // the browser has taken it over by then
  setTimeout(() => URL.revokeObjectURL(link.href), TAKEN_OVER_MS);
}
